"""Alphabets transcribed into Latin letters, as names in them are usually written abroad. Pure tables and small rules, no library.

Cyrillic, Greek, Armenian, Georgian, Hebrew, Arabic, Korean and the Japanese syllables are transcribed, so one name in two alphabets can be compared. Hebrew
and Arabic leave short vowels out, as the writing does: what is compared across is the sound (``profiles.skeleton``). Chinese characters have no one
sound, and every other alphabet is rare: those are kept and compared as they are.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_ALPHABETS = """
    а a б b в v г g д d е e ё e ж zh з z и i й i к k л l м m н n о o п p р r с s т t у u ф f х kh ц ts ч ch ш sh щ shch ъ - ы y ь - э e ю yu я ya
    і i ї i є e ґ g ў u ј j љ lj њ nj ћ c ђ dj џ dz
    α a β v γ g δ d ε e ζ z η i θ th ι i κ k λ l μ m ν n ξ x ο o π p ρ r σ s ς s τ t υ y φ f χ ch ψ ps ω o
    ա a բ b գ g դ d ե e զ z է e ը e թ t ժ zh ի i լ l խ kh ծ ts կ k հ h ձ dz ղ gh ճ ch մ m յ y ն n շ sh ո o չ ch պ p ջ j ռ r ս s վ v տ t ր r ց ts ւ v փ p ք k օ o ֆ f և ev
    ა a ბ b გ g დ d ე e ვ v ზ z თ t ი i კ k ლ l მ m ნ n ო o პ p ჟ zh რ r ს s ტ t უ u ფ p ქ k ღ gh ყ q შ sh ჩ ch ც ts ძ dz წ ts ჭ ch ხ kh ჯ j ჰ h
    א a ב b ג g ד d ה h ו v ז z ח h ט t י y כ k ך k ל l מ m ם m נ n ן n ס s ע a פ p ף p צ ts ץ ts ק k ר r ש sh ת t
    ا a آ a أ a إ i ٱ a ب b پ p ت t ث th ج j چ ch ح h خ kh د d ذ dh ر r ز z ژ zh س s ش sh ص s ض d ط t ظ z ع a غ gh ف f ڤ v ق q ک k ك k گ g ل l م m ن n ه h ة a و w ؤ w ي y ی y ى a ئ y ء - ـ -
    ß ss ø o æ ae œ oe ł l đ d ð d þ th ı i ’ - ' - ` - ʼ - ׳ -
"""
_PAIRS = _ALPHABETS.split()
LETTERS = str.maketrans(
    {letter: "" if latin == "-" else latin for letter, latin in zip(_PAIRS[::2], _PAIRS[1::2], strict=True)}
)
"""Letters that take no accent apart, one for one."""

_KANA = """
    ア a イ i ウ u エ e オ o カ ka キ ki ク ku ケ ke コ ko サ sa シ shi ス su セ se ソ so タ ta チ chi ツ tsu テ te ト to ナ na ニ ni ヌ nu ネ ne ノ no ハ ha ヒ hi フ fu ヘ he ホ ho
    マ ma ミ mi ム mu メ me モ mo ヤ ya ユ yu ヨ yo ラ ra リ ri ル ru レ re ロ ro ワ wa ヲ o ン n ガ ga ギ gi グ gu ゲ ge ゴ go ザ za ジ ji ズ zu ゼ ze ゾ zo ダ da ヂ ji ヅ zu デ de ド do
    バ ba ビ bi ブ bu ベ be ボ bo パ pa ピ pi プ pu ペ pe ポ po ヴ vu ァ a ィ i ゥ u ェ e ォ o ャ ya ュ yu ョ yo ッ - ー -
""".split()
_SYLLABLES = {kana: "" if latin == "-" else latin for kana, latin in zip(_KANA[::2], _KANA[1::2], strict=True)}
_SYLLABLES |= {chr(ord(kana) - 0x60): latin for kana, latin in _SYLLABLES.items() if "ァ" <= kana <= "ヴ"}
_FIRST = "g kk n d tt r m b pp s ss - j jj ch k t p h".split()
_MIDDLE = "a ae ya yae eo e yeo ye o wa wae oe yo u wo we wi yu eu ui i".split()
_LAST = "- k k k n n n t l k m l l l p l m p p t t ng t t k t p t".split()
_HANGUL = range(0xAC00, 0xD7A4)
_OWN_SIGNS = frozenset((0, 7, 8, 9))  # combining classes of signs that are part of a letter in Indian writing and kana


def transcribed(text: str) -> str:
    """Case folded; Latin letters without accents where there is a transcription, anything else as it is. What is no letter, digit or sign is a space."""
    text = unicodedata.normalize("NFKC", text.replace("´", "'")).casefold()
    if any(c >= "\u3041" for c in text):
        text = "".join(_asian(c) for c in text)
    text = unicodedata.normalize("NFKD", text.translate(LETTERS))
    text = "".join(c for c in text if unicodedata.combining(c) in _OWN_SIGNS).translate(LETTERS)
    return "".join(c if c.isalnum() or unicodedata.category(c)[0] == "M" else " " for c in text)


@lru_cache(maxsize=100_000)
def one_letter(text: str) -> str:
    """A folded text with ae, oe, ue and aa as one letter: German, Danish, Norwegian and Swedish write ä, ø, ü and å so where they have no such key. Also Joel is
    Jol then, so this is only for finding what may be one."""
    return _TWO_LETTERS.sub(r"\1", text) if _TWO_LETTERS.search(text) else text


_TWO_LETTERS = re.compile("([aou])e|(?<=a)a")


def _asian(letter: str) -> str:
    """A Korean or Japanese syllable by its sound; anything else unchanged."""
    if ord(letter) in _HANGUL:
        first, rest = divmod(ord(letter) - _HANGUL.start, 21 * 28)
        middle, last = divmod(rest, 28)
        return (_FIRST[first] + _MIDDLE[middle] + _LAST[last]).replace("-", "")
    return _SYLLABLES.get(letter, letter)
