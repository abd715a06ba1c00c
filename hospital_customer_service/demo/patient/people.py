"""Invented households for the demonstration hospital: plain values, no database.

A household shares an address and usually a telephone number. Numbers are well formed, but come from blocks nobody is
given: identity numbers carry the region 330099, which does not exist, mobile numbers have four noughts in the middle.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta

from .names import NAMES

MOBILE_BLOCKS = ("1990000", "1880000", "1770000", "1390000")
REGION = "330099"


@dataclass
class Person:
    """One patient as the generator imagines them."""

    name: str
    sex: str
    birthdate: date
    phones: list = field(default_factory=list)  # (number, relation, relation name)
    id_type: str = "id_card"
    id_number: str | None = None
    values: dict = field(default_factory=dict)
    consents: list = field(default_factory=list)  # (purpose, state, days ago, source)
    relative: tuple | None = None  # (index of the relative, relation)
    died_days_ago: int | None = None
    death_unknown: bool = False  # until an agent calls the family
    wrong_number: bool = False

    def age(self, on):
        return on.year - self.birthdate.year - ((on.month, on.day) < (self.birthdate.month, self.birthdate.day))


def identity_number(birthdate, order, sex):
    """An 18-digit identity number with its check digit (ISO 7064 MOD 11-2); the 17th digit is odd for men."""
    serial = order * 2 + (1 if sex == "male" else 0)
    digits = f"{REGION}{birthdate:%Y%m%d}{serial % 1000:03d}"
    total = sum(int(digit) * (2 ** (17 - position) % 11) for position, digit in enumerate(digits))
    return digits + "10X98765432"[total % 11]


class People:
    """Make ``count`` persons in households, the same for the same ``rng`` and ``today``."""

    def __init__(self, rng, today):
        self.rng = rng
        self.today = today
        self.people = []
        self.used_names = set()
        self.phone_tails = rng.sample(range(1000, 9999), 3000)

    def make(self, count):
        for guest in NAMES["foreign_guests"]:
            self._foreign_guest(*guest)
        while len(self.people) < count:
            self._household()
        self._mark_special()
        return self.people

    # Households -------------------------------------------------------------------------------------------------

    def _household(self):
        rng = self.rng
        phone, address = self._phone(), self._address()
        kind = rng.choices(("couple", "young family", "elderly", "single", "three generations"), (3, 8, 6, 4, 3))[0]
        if kind == "single":
            self._adult(rng.choice(("female", "female", "male")), rng.randint(19, 55), phone, address)
            return
        if kind == "elderly":
            self._couple(rng.randint(61, 84), phone, address)
            return
        age = rng.randint(26, 40) if kind != "couple" else rng.randint(24, 59)
        mother, father = self._couple(age, phone, address)
        if kind == "couple":
            return
        parents = (mother, father)
        for _number in range(rng.choice((1, 1, 2))):
            self._child(parents, phone, address)
        if kind == "three generations":
            index = self._adult(rng.choice(("female", "male")), age + rng.randint(25, 30), phone, address)
            self.people[index].relative = (mother, "child")
            self.people[index].phones.append((phone, "child", None))

    def _couple(self, age, phone, address):
        mother = self._adult("female", age, phone, address)
        other = self._phone() if self.rng.random() < 0.6 else phone
        father = self._adult("male", age + self.rng.randint(-1, 5), other, address)
        self.people[mother].relative = (father, "spouse")
        self.people[father].relative = (mother, "spouse")
        if other != phone:
            self.people[father].phones.append((phone, "spouse", None))
        return mother, father

    def _adult(self, sex, age, phone, address):
        rng = self.rng
        person = Person(self._name(sex), sex, self._birthdate(age))
        person.phones.append((phone, "self", None))
        person.id_number = identity_number(person.birthdate, len(self.people), sex)
        person.values = {
            "address": address,
            "native_place": rng.choice(NAMES["native_places"]),
            "occupation": "退休" if age >= 60 else rng.choice(NAMES["occupations"]),
            "marital_status": "married" if age >= 30 or rng.random() < 0.3 else "single",
            "language": rng.choice(NAMES["dialects"]),
        }
        self._care_details(person, age)
        return self._add(person)

    def _child(self, parents, phone, address):
        rng = self.rng
        sex = rng.choice(("female", "male"))
        # nobody younger than a month: a newborn gets an identity number later
        age_days = rng.randint(30, 13 * 365)
        family = self.people[parents[1]].name
        surname = family[:2] if family[:2] in NAMES["rare_surnames"] else family[0]
        given = rng.choice(NAMES["child_female_given"] if sex == "female" else NAMES["child_male_given"])
        person = Person(self._unique(surname, given), sex, self.today - timedelta(days=age_days))
        person.phones.append((phone, "parent", self.people[parents[0]].name))
        person.relative = (parents[0], "parent")
        if age_days > 365:
            person.id_number = identity_number(person.birthdate, len(self.people), sex)
        else:
            person.id_type = "none"
        person.values = {
            "address": address,
            "language": "普通话",
            "occupation": "学龄前" if age_days < 2200 else "学生",
        }
        if rng.random() < 0.12:
            person.values["allergies"] = rng.choice(NAMES["allergies"])
        self._add(person)

    def _foreign_guest(self, name, sex, language, pattern):
        rng = self.rng
        person = Person(name, sex, self._birthdate(rng.randint(24, 58)))
        person.phones.append((pattern.format(rng.randint(100, 199)), "self", None))
        person.id_type = "passport"
        person.id_number = f"E{rng.randint(10000000, 99999999)}"
        person.values = {
            "address": self._address(),
            "language": language,
            "foreign_guest": True,
            "occupation": "外籍教师",
        }
        person.values["notes"] = "请用英语联系，或由国际门诊代为转达"
        self._add(person)

    # Details ------------------------------------------------------------------------------------------------------

    def _care_details(self, person, age):
        rng = self.rng
        values = person.values
        if rng.random() < 0.13:
            values["allergies"] = rng.choice(NAMES["allergies"])
        if rng.random() < (0.45 if age >= 60 else 0.12):
            values["history"] = rng.choice(NAMES["histories"])
        if rng.random() < 0.12:
            values["notes"] = rng.choice(NAMES["notes"])
        if rng.random() < 0.35:
            values["wechat"] = f"wx_{rng.randint(100000, 999999)}"
        if rng.random() < 0.15:
            values["email"] = f"kehu{rng.randint(1000, 9999)}@example.com"
        if person.sex == "female" and 24 <= age <= 38 and rng.random() < 0.22:
            values["pregnant_until"] = self.today + timedelta(days=rng.randint(10, 230))
        if age >= 55 and rng.random() < 0.06:
            values["disabled"] = True
        if person.sex == "male" and age >= 50 and rng.random() < 0.06:
            values["veteran"] = True
        if person.sex == "male" and 20 <= age <= 35 and rng.random() < 0.05:
            values["soldier"] = True
        if rng.random() < 0.4:
            values["preferred_time"] = rng.choice(("下午", "晚上七点以后", "周末", "午休后"))

    def _mark_special(self):
        """Those whom the guard, the walls and the reports have to treat with care."""
        rng = self.rng
        today = self.today
        adults = [
            person for person in self.people if person.age(today) >= 30 and not person.values.get("foreign_guest")
        ]
        elderly = [person for person in adults if person.age(today) >= 62]
        for number, person in enumerate(rng.sample(elderly, 4)):
            person.died_days_ago = (6, 17, 33, 60)[number]
            person.death_unknown = number % 2 == 1
        alive = [person for person in adults if person.died_days_ago is None]
        for person in rng.sample([person for person in alive if person.age(today) >= 55], 5):
            family = ("女儿", "儿子", "丈夫" if person.sex == "female" else "妻子")
            person.values["kept_secret"] = True
            person.values["secret_to"] = rng.choice(family) + "（家属要求暂不告知本人病情）"
            person.consents.append(("disclosure", "given", rng.randint(20, 80), "paper"))
        chosen = iter(rng.sample([person for person in alive if not person.values.get("kept_secret")], 40))
        for number in range(5):
            next(chosen).consents.append(("followup", "withdrawn", 8 + 9 * number, "call"))
        for _number in range(8):
            next(chosen).wrong_number = True
        bad_numbers = ("0571-8800", "1380000", "不详", "139000012345")
        for number in bad_numbers:
            person = next(chosen)
            person.phones = [(number, "self", None), *person.phones[1:]]
        for person in self.people:
            if rng.random() < 0.55:
                person.consents.append(("survey", "given", rng.randint(5, 120), "paper"))
            if rng.random() < 0.25:
                person.consents.append(("greeting", "given", rng.randint(5, 120), "verbal"))
            if rng.random() < 0.12:
                person.consents.append(("marketing", "given", rng.randint(60, 120), "online"))
                if rng.random() < 0.25:
                    person.consents.append(("marketing", "withdrawn", rng.randint(2, 50), "sms"))

    def _name(self, sex):
        rng = self.rng
        surname = rng.choice(NAMES["rare_surnames"]) if rng.random() < 0.1 else rng.choice(NAMES["common_surnames"])
        return self._unique(surname, rng.choice(NAMES["female_given"] if sex == "female" else NAMES["male_given"]))

    def _unique(self, surname, given):
        """Two or three pairs of namesakes stay: a hospital has them."""
        name = surname + given
        if name in self.used_names and self.rng.random() > 0.02:
            pool = (
                NAMES["female_given"] + NAMES["male_given"] + NAMES["child_female_given"] + NAMES["child_male_given"]
            )
            while name in self.used_names:
                name = surname + given[0] + self.rng.choice(pool)[-1]
        self.used_names.add(name)
        return name

    def _birthdate(self, age):
        return self.today - timedelta(days=int(age * 365.25) + self.rng.randint(5, 350))

    def _phone(self):
        return f"{self.rng.choice(MOBILE_BLOCKS)}{self.phone_tails.pop()}"

    def _address(self):
        rng = self.rng
        return (
            f"{NAMES['city']}{rng.choice(NAMES['districts'])}{rng.choice(NAMES['streets'])}{rng.randint(1, 299)}号"
            f"{rng.choice(NAMES['estates'])}{rng.randint(1, 20)}幢{rng.randint(1, 3)}0{rng.randint(1, 4)}室"
        )

    def _add(self, person):
        self.people.append(person)
        return len(self.people) - 1
