"""Tables for `text`: letters, invisible characters, spellings, compounds and stop words, in their folded form."""

_ZWNJ = "\u200c"
_TATWEEL = "\u0640"
_BIDI = "\u061c\u200e\u200f" + "".join(map(chr, (*range(0x202A, 0x202F), *range(0x2066, 0x206A))))
_BOM = "\ufeff"
_SOFT_HYPHEN = "\u00ad"
_ZERO_WIDTH_SPACE = "\u200b"
_WORD_JOINERS = "\u2060\u2061\u2062\u2063\u2064"
_DEPRECATED_FORMATS = "".join(map(chr, range(0x206A, 0x2070)))
_INVISIBLE = _BIDI + _BOM + _SOFT_HYPHEN + _ZERO_WIDTH_SPACE + _WORD_JOINERS + _DEPRECATED_FORMATS
"""What nobody sees and no word needs. The half-space, joiners and variation selectors change how words look."""

JOINER = "\u200d"
TAGS = "\U000e0000-\U000e007f"
TAGS_AND_VARIATIONS = "\U000e0000-\U000e01ef"
FLAG = "\U0001f3f4[\U000e0030-\U000e007a]{1,8}\U000e007f"
"""The flag of a region is a black flag and the name of the region, written in tags."""
_ARABIC_LETTERS = (
    "\u0620-\u065f\u066e-\u06d3\u06d5-\u06ef\u06fa-\u06ff\u0750-\u077f\u0870-\u08ff\ufb50-\ufdff\ufe70-\ufefc"
)
_SYMBOLS = "\u2190-\u2bff\u3030\u303d\u3297\u3299\ufe0f\U0001f000-\U0001faff\U000e007f"
JOINED_BEFORE = f"{_ARABIC_LETTERS}\u0700-\u085f\u0900-\u0df3\u1800-\u18aa{_SYMBOLS}"
"""After these a joiner changes how a letter or an emoji looks: «ه\u200d.ق», a family."""
JOINED_AFTER = _ARABIC_LETTERS
"""Before these as well: a letter in its final form."""

_VARIATIONS = "".join(map(chr, range(0xFE00, 0xFE10)))
_CONTROL = "".join(chr(code) for code in (*range(0x20), *range(0x7F, 0xA0)) if not chr(code).isspace())
_VOWEL_SIGNS = "".join(map(chr, (*range(0x0610, 0x061B), *range(0x064B, 0x0660), 0x0670, *range(0x06D6, 0x06DD))))

NOT_SEEN = str.maketrans("", "", _INVISIBLE + _CONTROL)
TO_KEEP = str.maketrans("يك", "یک", _INVISIBLE + _TATWEEL + _CONTROL)
"""Letters, and what is taken out of every text; tags and joiners are looked at where they stand."""

LETTER_TO_COMPARE = str.maketrans("يىكڪەہھ", "ییککههه", _TATWEEL)

# U+0621 is often not written (جزء، سوء); U+066C only groups digits.
LETTER_TO_FIND = (
    dict.fromkeys(_INVISIBLE + JOINER + _VARIATIONS + _CONTROL + _ZWNJ + _TATWEEL, "")
    | dict.fromkeys(_VOWEL_SIGNS + "\u0621\u066c", "")
    | dict.fromkeys("يىئېے", "ی")
    | dict.fromkeys("كڪ", "ک")
    | dict.fromkeys("أإآٱ", "ا")
    | dict.fromkeys("ؤ", "و")
    | dict.fromkeys("ةۀەہھۃ", "ه")
    | dict(zip("۰۱۲۳۴۵۶۷۸۹", "0123456789", strict=True))
    | dict(zip("٠١٢٣٤٥٦٧٨٩", "0123456789", strict=True))
    | {"\u00a0": " "}
)

# Words with two accepted spellings.
SPELLINGS = {
    "مسوول": "مسیول",
    "مسوولان": "مسیولان",
    "مسوولیت": "مسیولیت",
    "هیات": "هییت",
    "شوون": "شیون",
    "جرات": "جریت",
    "اطاق": "اتاق",
}

# Compounds that people write with a space, with a half-space, or, where a website lost the half-space, as one word.
_APART = """
روابط عمومی، اطلاع رسانی، پیام رسان، به روز، به روز رسانی، به موقع، به صورت، به ویژه، به عنوان، به زودی،
اب رسانی، برق رسانی، گاز رسانی، خدمت رسانی، امداد رسانی، سوخت رسانی، یاری رسان،
راه اندازی، رتبه بندی، زمان بندی، جمع بندی، دسته بندی، بسته بندی، سهمیه بندی، جیره بندی،
نوبت دهی، گزارش دهی، سازمان دهی، پیش بینی، پیش نویس، پیش ثبت نام، برنامه ریزی، تصمیم گیری، اندازه گیری،
شهر سازی، راه سازی، پاک سازی، نو سازی، به سازی، فرهنگ سازی، ساختمان سازی، ایمن سازی، مقاوم سازی،
بهره برداری، نقشه برداری، نمونه برداری، خاک برداری، لای روبی، برف روبی، درخت کاری، صرفه جویی،
سرمایه گذاری، نام گذاری، جدول گذاری، اثر گذاری، قیمت گذاری، اتش نشانی، اتش سوزی، اب گرفتگی، کم ابی،
دانش اموز، دانش اموزان، دانش جو، شرکت کننده، شرکت کنندگان، مراجعه کننده، مراجعه کنندگان، تولید کنندگان،
هم اندیشی، هم زمان، هم چنین، نام نویسی، ثبت نام، ملاقات مردمی، میز خدمت، قرار خدمت، ارباب رجوع،
رسانه ای، منطقه ای، حرفه ای، ان لاین، خانه سازی، گران فروشی، کم فروشی، واکسن زنی
"""
COMPOUNDS = {"".join(words): words for words in (tuple(line.split()) for line in _APART.split("،"))}

STOP_WORDS = frozenset(["و", "در", "به", "از", "که", "را", "با", "این", "ان", "برای", "تا", "یا", "هم", "بر", "نیز"])
