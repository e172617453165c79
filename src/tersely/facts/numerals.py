"""Number words of English and five other languages, scale words, and their values."""

from __future__ import annotations

# In digits a year is written as one from 1500 to 2099.
YEAR = r"(?:1[5-9]|20)\d\d"

_ONES = """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen
    fifteen sixteen seventeen eighteen nineteen"""
_NTHS = """first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth
    thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth"""
_DECADES = "twenty thirty forty fifty sixty seventy eighty ninety"
UNITS = {word: float(value) for value, word in enumerate(_ONES.split())}
TENS = {word: 10.0 * value for value, word in enumerate(_DECADES.split(), 2)}
ORDINALS = {word: float(value) for value, word in enumerate(_NTHS.split(), 1)}
ORDINALS |= {word[:-1] + "ieth": value for word, value in TENS.items()}
MAGNITUDES = {"hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12}
WORDS = UNITS | TENS | ORDINALS

# Words of other languages are read in a source only: "once" is eleven in Spanish and no number in
# an English summary.
FOREIGN = {
    word: float(value)
    for value, words in {
        1: "ein eine einen einem un une uno una um uma een",
        2: "zwei deux dos due dois duas twee both pair couple twice double doubled",
        3: "drei trois tres tre três drie triple tripled thrice",
        4: "vier quatre cuatro quattro quatro",
        5: "fünf cinq cinco cinque vijf",
        6: "sechs seis sei zes",
        7: "sieben sept siete sette sete zeven",
        8: "acht huit ocho otto oito",
        9: "neun neuf nueve nove negen",
        10: "zehn dix diez dieci dez tien",
        11: "elf onze once undici",
        12: "zwölf douze doce dodici doze twaalf dozen",
        14: "fortnight",
        20: "zwanzig vingt veinte venti vinte twintig score",
        30: "dreißig trente treinta trenta trinta dertig",
        40: "vierzig quarante cuarenta quaranta quarenta veertig",
        50: "fünfzig cinquante cincuenta cinquanta cinquenta vijftig",
        100: "hundert cent cien ciento cento cem honderd",
        1000: "tausend mille mil duizend",
    }.items()
    for word in words.split()
}
SCALES = {
    name: value
    for value, names in {
        1e2: "hundred",
        1e3: "thousand thousands k tausend mille mil tsd тыс 千",
        1e4: "万 萬 만",
        1e5: "lakh lakhs",
        1e6: "million millions mn mln mio m millionen millón millones milioni milhão milhões miljoen "
        "млн 百万",
        1e7: "crore crores",
        1e8: "億 亿 억",
        1e9: "billion billions bn bln b milliard milliards milliarde milliarden mrd miliardi bilhões "
        "miljard млрд",
        1e12: "trillion trillions tn trn billionen",
    }.items()
    for name in names.split()
}
LETTER_SCALES = frozenset("kmb")
AMBIGUOUS_SCALES = frozenset("mb")  # "5m" may be metres: both readings are kept

_SELDOM_NUMBERS = "one first un une uno una um uma once score both"
# Where to look for numbers in a long source: not "one" and the words that seldom count anything.
NUMBER_WORDS = WORDS | MAGNITUDES | FOREIGN
for _word in _SELDOM_NUMBERS.split():
    del NUMBER_WORDS[_word]

_PARTS = {
    "half": 1 / 2,
    "halves": 1 / 2,
    "third": 1 / 3,
    "quarter": 1 / 4,
    "fourth": 1 / 4,
    "fifth": 1 / 5,
    "sixth": 1 / 6,
    "seventh": 1 / 7,
    "eighth": 1 / 8,
    "ninth": 1 / 9,
    "tenth": 1 / 10,
}
FRACTION_WORDS = _PARTS | {f"{word}s": value for word, value in _PARTS.items() if word != "half"}
