"""The words by which people are addressed. Each person chooses; nothing is ever guessed from a name."""

HONORIFICS = (
    "جناب آقای",
    "سرکار خانم",
    "جناب آقای دکتر",
    "سرکار خانم دکتر",
    "جناب آقای مهندس",
    "سرکار خانم مهندس",
    "حجت‌الاسلام",
    "جناب سرهنگ",
)
PRONOUNS = ("جنابعالی", "سرکار عالی")
