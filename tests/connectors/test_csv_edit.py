"""One row of a csv file changed: the reader reads everything else as before, and every other byte stays."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from kingpost.connectors.formats.csv_edit import CsvText
from kingpost.connectors.formats.tables import BadRow, csv_shape, open_tables, split_rows

COLUMNS = ["Ref", "Item", "Note", "Status"]


def written_cells(delimiter: str) -> st.SearchStrategy[str]:
    """Cells as people and programs write them: bare quotes inside, quoted with line breaks and separators, text behind the closing quote."""
    others = "".join(one for one in ",;\t|" if one != delimiter)
    bare = st.text("ab5 é'" + others + '"\u2028\x0b', max_size=6).filter(lambda cell: not cell.startswith('"'))
    inside = st.lists(st.sampled_from(["a", "5", " ", "é", '""', "\n", "\r\n", "\r", "\u2028", *",;\t|"]), max_size=6)
    quoted = inside.map(lambda parts: '"' + "".join(parts) + '"')
    behind = st.tuples(quoted, bare.filter(bool)).map("".join)
    return st.one_of(bare, bare, quoted, quoted, behind)


@st.composite
def tables(draw: st.DrawFn) -> tuple[list[list[str]], str, str, str]:
    """Rows of cells as written, the heading included; the separator, the line end and what follows the last row."""
    delimiter = draw(st.sampled_from(",;\t|"))
    rows = draw(st.lists(st.lists(written_cells(delimiter), min_size=3, max_size=3), min_size=1, max_size=6))
    end = draw(st.sampled_from(["\n", "\r\n", "\r"]))
    return (
        [COLUMNS, *([f"T{n}", *row] for n, row in enumerate(rows, 1))],
        delimiter,
        end,
        draw(st.sampled_from([end, "", end * 2])),
    )


def rows_of(path: Path) -> dict[int, dict[str, str]]:
    [table] = open_tables(path)
    found = list(table.rows())
    assert not any(isinstance(row, BadRow) for row in found)
    return dict(found)  # type: ignore[arg-type]


@given(tables(), st.data(), st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]))
@settings(max_examples=200, deadline=None)
def test_a_changed_cell_is_all_that_changes(
    table: tuple[list[list[str]], str, str, str], data: st.DataObject, encoding: str
) -> None:
    written, delimiter, end, last = table
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "tasks.csv"
        lines = [delimiter.join(row) for row in written]
        path.write_bytes((end.join(lines) + last).encode(encoding))
        shape = csv_shape(path)
        assume((shape.delimiter, shape.columns) == (delimiter, tuple(COLUMNS)))
        before = rows_of(path)
        assert [row["Ref"] for row in before.values()] == [row[0] for row in written[1:]]

        text = path.read_bytes().decode(shape.encoding)
        sheet = CsvText(text, shape.delimiter, shape.skip)
        record = data.draw(st.integers(1, len(written) - 1))
        column = data.draw(st.sampled_from(COLUMNS[1:]))
        value = data.draw(st.text('ab5é "\r\n\u2028,;\t|', max_size=8))
        assert [cells["Ref"] for _, cells in sheet.rows()] == [row["Ref"] for row in before.values()]
        sheet.change(record, {column: value})
        path.write_bytes(sheet.text().encode(encoding))

        assume(
            csv_shape(path).delimiter == delimiter
        )  # where the new text makes the reader take another, the write is refused

        changed = before[record + 1] | {column: value}
        meant = {name: cell for name, cell in changed.items() if cell.strip()}
        assert rows_of(path) == before | {record + 1: meant}
        place = COLUMNS.index(column)
        ahead = end.join([*lines[:record], delimiter.join([*written[record][:place], ""])])
        behind = end.join([delimiter.join(["", *written[record][place + 1 :]]), *lines[record + 1 :]]) + last
        after = sheet.text()
        assert after.startswith(ahead)
        assert after.endswith(behind)
        assert len(after) >= len(ahead) + len(behind)


@given(tables())
@settings(max_examples=100, deadline=None)
def test_a_row_added_and_taken_away_leaves_every_byte(table: tuple[list[list[str]], str, str, str]) -> None:
    written, delimiter, end, last = table
    text = end.join(delimiter.join(row) for row in written) + (last if last != end * 2 else end)
    assert "".join(split_rows(text, delimiter)) == text
    sheet = CsvText(text, delimiter, 0)
    sheet.add_column("Kingpost key")
    number = sheet.append({"Ref": "T9", "Item": '5" pipe', "Kingpost key": "k1"})
    assert dict(sheet.rows())[number] == {
        "Ref": "T9",
        "Item": '5" pipe',
        "Note": "",
        "Status": "",
        "Kingpost key": "k1",
    }
    sheet.remove(number)
    assert sheet.drop_column("Kingpost key")
    assert sheet.text() == text
