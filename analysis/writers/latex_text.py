"""Any words as pdfLaTeX prints them, in ASCII, with no package but what LaTeX itself has.

TeX's own characters are escaped; Greek, relations, arrows and other signs are set in mathematics;
letters with accents by LaTeX's accents. What is left has no glyph in LaTeX's fonts and is written
as its code, [U+4E2D]; `unprintable` tells which these are, so that a note can say so.
"""

import re
import unicodedata

SPECIAL = {
    "\\": r"\textbackslash{}",
    "&": r"\&",
    "%": r"\%",
    "$": r"\$",
    "#": r"\#",
    "_": r"\_",
    "{": r"\{",
    "}": r"\}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    '"': "''",
    "<": "$<$",
    ">": "$>$",
    "|": "$|$",
    "+": "$+$",
    "\u2010": "-",
    "\u2013": "--",
    "\u2014": "---",
    "\u2018": "`",
    "\u2019": "'",
    "\u201c": "``",
    "\u201d": "''",
    "\u201e": ",,",
    "\u2026": r"\dots{}",
    "\u2044": "/",
    "\u00a7": r"\S{}",
    "\u00b6": r"\P{}",
    "\u00a9": r"\copyright{}",
    "\u00a3": r"\pounds{}",
    "\u00df": r"\ss{}",
    "\u00e6": r"\ae{}",
    "\u00c6": r"\AE{}",
    "\u0153": r"\oe{}",
    "\u0152": r"\OE{}",
    "\u00f8": r"\o{}",
    "\u00d8": r"\O{}",
    "\u00e5": r"\aa{}",
    "\u00c5": r"\AA{}",
    "\u0142": r"\l{}",
    "\u0141": r"\L{}",
    "\u0131": r"\i{}",
}
# character -> command of LaTeX's mathematics
MATHS = {
    "\u2212": "-",
    "\u00b1": r"\pm",
    "\u2213": r"\mp",
    "\u00d7": r"\times",
    "\u00f7": r"\div",
    "\u00b7": r"\cdot",
    "\u22c5": r"\cdot",
    "\u2022": r"\bullet",
    "\u2218": r"\circ",
    "\u2297": r"\otimes",
    "\u2295": r"\oplus",
    "\u2264": r"\leq",
    "\u2265": r"\geq",
    "\u2a7d": r"\leq",
    "\u2a7e": r"\geq",
    "\u226a": r"\ll",
    "\u226b": r"\gg",
    "\u00ab": r"\ll",
    "\u00bb": r"\gg",
    "\u2260": r"\neq",
    "\u2248": r"\approx",
    "\u2245": r"\cong",
    "\u223c": r"\sim",
    "\u2261": r"\equiv",
    "\u221d": r"\propto",
    "\u2208": r"\in",
    "\u2209": r"\notin",
    "\u220b": r"\ni",
    "\u2282": r"\subset",
    "\u2286": r"\subseteq",
    "\u2283": r"\supset",
    "\u2287": r"\supseteq",
    "\u222a": r"\cup",
    "\u2229": r"\cap",
    "\u2205": r"\emptyset",
    "\u2216": r"\setminus",
    "\u2200": r"\forall",
    "\u2203": r"\exists",
    "\u00ac": r"\neg",
    "\u2227": r"\wedge",
    "\u2228": r"\vee",
    "\u22a5": r"\perp",
    "\u2225": r"\|",
    "\u2016": r"\|",
    "\u2190": r"\leftarrow",
    "\u2192": r"\rightarrow",
    "\u2191": r"\uparrow",
    "\u2193": r"\downarrow",
    "\u2194": r"\leftrightarrow",
    "\u21d0": r"\Leftarrow",
    "\u21d2": r"\Rightarrow",
    "\u21d4": r"\Leftrightarrow",
    "\u21a6": r"\mapsto",
    "\u221e": r"\infty",
    "\u2202": r"\partial",
    "\u2207": r"\nabla",
    "\u221a": r"\surd",
    "\u2211": r"\sum",
    "\u220f": r"\prod",
    "\u222b": r"\int",
    "\u2113": r"\ell",
    "\u210f": r"\hbar",
    "\u2032": r"{}'",
    "\u2033": r"{}''",
    "\u00b0": r"{}^\circ",
    "\u2020": r"\dagger",
    "\u2021": r"\ddagger",
    "\u27e8": r"\langle",
    "\u27e9": r"\rangle",
    "\u2308": r"\lceil",
    "\u2309": r"\rceil",
    "\u230a": r"\lfloor",
    "\u230b": r"\rfloor",
    "\u22ee": r"\vdots",
    "\u22ef": r"\cdots",
    "\u2605": r"\star",
    "\u25cb": r"\circ",
    "\u25cf": r"\bullet",
    "\u00b5": r"\mu",
    "\u03c2": r"\varsigma",
    "\u03bf": "o",
    "\u03f5": r"\epsilon",
    "\u03d1": r"\vartheta",
    "\u03d5": r"\phi",
    "\u03c6": r"\varphi",
    "\u03f1": r"\varrho",
    "\u03d6": r"\varpi",
}
# combining character -> accent of text (for letters) and of mathematics (for Greek)
ACCENTS = {
    "\u0300": ("`", "grave"),
    "\u0301": ("'", "acute"),
    "\u0302": ("^", "hat"),
    "\u0303": ("~", "tilde"),
    "\u0304": ("=", "bar"),
    "\u0306": ("u ", "breve"),
    "\u0307": (".", "dot"),
    "\u0308": ('"', "ddot"),
    "\u030a": ("r ", "mathring"),
    "\u030b": ("H ", ""),
    "\u030c": ("v ", "check"),
    "\u0327": ("c ", ""),
}
LATIN_LIKE = {  # Greek capitals that LaTeX sets as the Latin ones
    **dict(zip("\u0391\u0392\u0395\u0396\u0397\u0399\u039a", "ABEZHIK")),
    **dict(zip("\u039c\u039d\u039f\u03a1\u03a4\u03a7", "MNOPTX")),
}
BREAKS = (",", "=", "/", "-", ";", ":", ".", "\\_")
UNBROKEN = 6  # letters in a row
# what escape() makes of one character: mathematics, a command with its argument, a letter
TOKEN = re.compile(r"\$[^$]*\$|\\[A-Za-z]+\{\w?\}|\\.\{\w\}|\\.|\{\[\}|.", re.DOTALL)
GREEK = {  # the names of Unicode and of LaTeX, which has only some of the capitals as commands
    *("ALPHA", "BETA", "GAMMA", "DELTA", "EPSILON", "ZETA", "ETA", "THETA", "IOTA", "KAPPA"),
    *("LAMBDA", "MU", "NU", "XI", "PI", "RHO", "SIGMA", "TAU", "UPSILON", "PHI", "CHI", "PSI"),
    "OMEGA",
}
JOINED = ("--", "``", "''", ",,", "?`", "!`")  # of which TeX's fonts make one sign


def escape(words: str) -> str:
    """Words as LaTeX prints them; control characters and line ends are blanks."""
    written, before = [], ""
    for each in unicodedata.normalize("NFC", words):
        written.append("{}" * (before + each in JOINED) + (_written(each) or _code(each)))
        before = each
    return "".join(written)


def unprintable(words: str) -> list:
    """The characters that are written as their codes, in their order, each once."""
    composed = unicodedata.normalize("NFC", words)
    return list(dict.fromkeys(each for each in composed if not _written(each)))


def breakable(written: str) -> str:
    """LaTeX of escape() with places at which a line may end: behind signs, and within what would be
    too long for a narrow column.
    """
    parts, length = [], 0
    for part in TOKEN.findall(written):
        length = 0 if part.isspace() else length + 1
        parts.append(part)
        if part in BREAKS or length >= UNBROKEN:
            parts.append("\\hspace{0pt}")
            length = 0
    return "".join(parts)


def comment(words: str) -> str:
    """Words for behind a %: one line of ASCII."""
    return " ".join(escape(words).split())


def caption(title: str, notes: list) -> str:
    """For \\caption{\\input{...}}: the title as a sentence, then the notes."""
    sentences = [title.rstrip(".") + ".", *notes]
    return " ".join(map(escape, sentences)) + "%\n"


def _code(character: str) -> str:
    return f"{{[}}U+{ord(character):04X}]"  # a bare bracket may be taken for an option


def _written(character: str) -> str:
    """Of one character; "" if LaTeX has none."""
    if character in SPECIAL:
        return SPECIAL[character]
    if " " <= character <= "~":
        return character
    kind = unicodedata.category(character)
    if character.isspace() or kind in ("Cc", "Cf"):
        return "{}" if kind == "Cf" else " "
    return _in_mathematics(character) or _with_accent(character) or _compatible(character)


def _symbol(character: str) -> str:
    """The command of mathematics; "" if there is none."""
    if character in MATHS:
        return MATHS[character]
    if character in LATIN_LIKE:
        return rf"\mathrm{{{LATIN_LIKE[character]}}}"
    kind, _, letter = unicodedata.name(character, "").rpartition(" LETTER ")
    if kind not in ("GREEK SMALL", "GREEK CAPITAL") or " " in letter:
        return ""
    letter = {"LAMDA": "LAMBDA"}.get(letter, letter)
    if letter not in GREEK:
        return ""
    return f"\\{letter.lower() if kind == 'GREEK SMALL' else letter.capitalize()}"


def _in_mathematics(character: str) -> str:
    symbol = _symbol(character)
    return f"${symbol}$" if symbol else ""


def _with_accent(character: str) -> str:
    """A letter and one accent; "" if it is none."""
    parts = unicodedata.normalize("NFD", character)
    if len(parts) != 2 or parts[1] not in ACCENTS:
        return ""
    letter, (text, maths) = parts[0], ACCENTS[parts[1]]
    if letter.isascii() and letter.isalpha():
        return f"\\{text.strip()}{{{letter}}}"
    symbol = _symbol(letter)
    return f"$\\{maths}{{{symbol}}}$" if symbol and maths else ""


def _compatible(character: str) -> str:
    """What Unicode holds for the same, such as a superscript for its digit; "" if LaTeX has not."""
    kind, _, _ = unicodedata.decomposition(character).partition(" ")
    plain = unicodedata.normalize("NFKC", character)
    if plain == character:
        return ""
    parts = [_written(each) for each in plain]
    if not all(parts):
        return ""
    raised = {"<super>": "^", "<sub>": "_"}.get(kind)
    exponent = raised and plain.isascii() and plain.isalnum()
    return f"${raised}{{{plain}}}$" if exponent else "".join(parts)
