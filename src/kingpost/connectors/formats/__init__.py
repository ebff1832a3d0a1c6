"""File formats that more than one system uses. Pure functions: bytes in, statements out, no files and no network.

    addresses   who is named in a header, and what kind of mailbox that is
    mime        the bytes of a mail as a bounded tree of parts
    html        mail HTML as plain text, nothing fetched
    replies     what the writer of a mail wrote, without quotes and signature
    mail        one mail as statements; an mbox as a stream of mails
    ical        calendars: split, read, write, expand
    vcard       contacts

Every ``translate`` raises ValueError with a plain reason for bytes it cannot read, and nothing else.
"""
