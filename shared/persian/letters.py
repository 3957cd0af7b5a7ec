"""Tables for `text`: letters, invisible characters, spellings, compounds and stop words, in their folded form."""

_ZWNJ = "\u200c"
_TATWEEL = "\u0640"
# All format characters except the half-space: bidi marks, embeddings, isolates, zero-width space and joiner, BOM.
_INVISIBLE = "\u00ad\u061c\u200b\u200d\u200e\u200f\u2060\u2061\u2062\u2063\u2064\ufeff" + "".join(
    map(chr, (*range(0x202A, 0x202F), *range(0x2066, 0x2070)))
)
_CONTROL = "".join(chr(code) for code in (*range(0x20), *range(0x7F, 0xA0)) if not chr(code).isspace())
_VOWEL_SIGNS = "".join(map(chr, (*range(0x0610, 0x061B), *range(0x064B, 0x0660), 0x0670, *range(0x06D6, 0x06DD))))

NOT_SEEN = str.maketrans("", "", _INVISIBLE + _CONTROL)
TO_KEEP = str.maketrans("يك", "یک", _INVISIBLE + _TATWEEL + _CONTROL)

LETTER_TO_COMPARE = str.maketrans("يىكڪەہھ", "ییککههه", _TATWEEL)

# U+0621 is often not written (جزء، سوء); U+066C only groups digits.
LETTER_TO_FIND = (
    dict.fromkeys(_INVISIBLE + _CONTROL + _ZWNJ + _TATWEEL + _VOWEL_SIGNS + "\u0621\u066c", "")
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
