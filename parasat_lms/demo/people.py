"""Who lives in the demonstration schools: names as they are heard there, and the accounts to sign in with."""

from collections.abc import Iterator
from itertools import count

PASSWORD = "parasat-demo"  # noqa: S105 - printed by the demonstration, refused in production
ROLES = ("teacher", "student", "parent", "mentor", "psychologist", "admin")
SCHOOLS = ("alatau", "saryarka")

KAZAKH_FAMILIES = (
    "Әбдіқалық", "Айтжан", "Ақылбек", "Бектас", "Ғабитов", "Дәуренбек", "Ермек", "Жақсылық", "Жұмабай", "Зейнолла",
    "Ибраім", "Кенжебек", "Қабылбек", "Құнанбай", "Мәлік", "Мұқан", "Нұрғали", "Нысанбай", "Оразбай", "Өмірзақ",
    "Рахымжан", "Сәрсен", "Сейітқали", "Тілеуберді", "Тоқтар", "Ұзақбай", "Үмбетәлі", "Хамит", "Шәріп", "Ысқақ",
)  # fmt: skip
KAZAKH_GIVEN = (
    "Аружан", "Алихан", "Әмина", "Арсен", "Айым", "Бекзат", "Ботагөз", "Ғалымжан", "Гүлнұр", "Дәулет", "Дана", "Ерасыл",
    "Еңлік", "Жанель", "Жандос", "Зере", "Ильяс", "Інжу", "Кәусар", "Қуаныш", "Қарақат", "Мерей", "Мәди", "Нұрай",
    "Нұрсұлтан", "Ораз", "Өркен", "Раяна", "Сәуле", "Санжар", "Тоғжан", "Темірлан", "Ұлдана", "Үкілі", "Хадиша",
    "Шыңғыс", "Іңкәр", "Ясмин",
)  # fmt: skip
STEPPE_FAMILIES = (
    "Абдрахман", "Бауэр", "Василенко", "Гончар", "Даулетбай", "Дорошенко", "Есенжол", "Жумагали", "Зайферт", "Искак",
    "Ким", "Коваленко", "Кусаин", "Левченко", "Майер", "Мельник", "Мусабек", "Нуркен", "Омар", "Пак", "Рахимбай",
    "Савченко", "Сатпай", "Ткаченко", "Тулеген", "Угай", "Фишер", "Хегай", "Цой", "Шевченко",
)  # fmt: skip
STEPPE_GIVEN = (
    "Александр", "Алина", "Аян", "Богдан", "Вера", "Виктория", "Данияр", "Дарья", "Ева", "Ерлан", "Жанна", "Захар",
    "Иван", "Инкар", "Камила", "Кирилл", "Лев", "Луиза", "Мадина", "Максим", "Милана", "Назар", "Олеся", "Полина",
    "Роман", "Салтанат", "София", "Тимур", "Ульяна", "Филипп", "Эмилия", "Юлия", "Ярослав", "Аида", "Марк", "Анель",
    "Игорь", "Диас",
)  # fmt: skip
NAMES = {"alatau": (KAZAKH_FAMILIES, KAZAKH_GIVEN), "saryarka": (STEPPE_FAMILIES, STEPPE_GIVEN)}


def names(school: str) -> Iterator[tuple[str, str]]:
    """Endless family and given names, no pair twice within the first thousand."""
    families, given = NAMES[school]
    for number in count():
        # Two steps that share no factor with the lengths of the lists walk through all pairs.
        yield families[number * 7 % len(families)], given[(number * 5 + number // len(families)) % len(given)]


def demo_accounts() -> list[tuple[str, str]]:
    """Every login of the demonstration with what it is."""
    accounts = [(f"{role}.{school}", role) for school in SCHOOLS for role in ROLES]
    second = [(f"teacher2.{school}", "teacher, shares a course with the first") for school in SCHOOLS]
    return [*accounts, *second, ("network", "network, in both schools")]
