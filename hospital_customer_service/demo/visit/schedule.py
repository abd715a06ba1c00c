"""A diary of invented visits: who came when, to whom and why. Plain values in the hospital's local time."""

from dataclasses import dataclass, field
from datetime import datetime, time, timedelta

from .medicine import DEPARTMENTS

AHEAD_DAYS = 9
BUSY_DAYS = 100  # before that the diary is thin: it is there for comparisons only
FRESH_DAYS = 10  # the list of today's calls is made of these
GRAVE_DIAGNOSES = (("C16.9", "胃恶性肿瘤"), ("C34.9", "肺恶性肿瘤"), ("C18.9", "结肠恶性肿瘤"))


@dataclass
class Visit:
    """One visit; the moments are local and naive."""

    person: int
    department: str
    doctor: int
    kind: str
    state: str
    planned_at: datetime | None = None
    arrived_at: datetime | None = None
    admitted_at: datetime | None = None
    ended_at: datetime | None = None
    discharged_at: datetime | None = None
    interrupted_at: datetime | None = None
    surgery: tuple | None = None
    surgery_at: datetime | None = None
    diagnoses: list = field(default_factory=list)
    amount: float | None = None
    course: int | None = None

    @property
    def at(self):
        return self.arrived_at or self.admitted_at or self.planned_at


@dataclass
class Course:
    """A course of treatment with the days of its steps."""

    person: int
    department: str
    doctor: int
    name: str
    step: str
    days: list
    visits: list = field(default_factory=list)


class Schedule:
    """Fill the days from ``start`` to a few days after ``now``.

    :param people: the persons of ``..patient.people``
    :param doctors: how many doctors each department has, by its key
    :param day_kind: function of a date: ``workday``, ``rest`` or ``holiday``
    """

    def __init__(self, rng, people, doctors, start, now, day_kind):
        self.rng = rng
        self.people = people
        self.doctors = doctors
        self.start = start
        self.now = now
        self.today = now.date()
        self.day_kind = day_kind
        self.visits = []
        self.courses = []
        self.busy = set()  # (person, day)
        self.candidates = {key: self._candidates(key) for key in DEPARTMENTS}

    def make(self):
        self._fixed_stories()
        self._make_courses()
        day = self.start
        while day <= self.today + timedelta(days=AHEAD_DAYS):
            self._fill(day)
            day += timedelta(days=1)
        self.visits.sort(key=lambda visit: visit.at)
        return self.visits, self.courses

    def _candidates(self, key):
        department = DEPARTMENTS[key]
        low, high = department["ages"]
        return [
            index
            for index, person in enumerate(self.people)
            if low <= person.age(self.today) <= high and department["sex"] in (None, person.sex)
        ]

    def _pick(self, key, day, nights=0):
        """Somebody of the department's age and sex who is alive and free on the day, or None."""
        for _try in range(12):
            index = self.rng.choice(self.candidates[key])
            died = self.people[index].died_days_ago
            if died is not None and day + timedelta(days=nights) >= self.today - timedelta(days=died):
                continue
            days = [(index, day + timedelta(days=night)) for night in range(nights + 1)]
            if not self.busy.intersection(days):
                self.busy.update(days)
                return index
        return None

    def _suiting(self, rows, person, width=2):
        """Those of the diagnoses, operations or courses that a person of this age may have."""
        age = self.people[person].age(self.today)
        return [row[:width] for row in rows if len(row) == width or row[width] <= age <= row[width + 1]]

    def _fill(self, day):
        kind = self.day_kind(day)
        age = (self.today - day).days
        volume = {"workday": 12, "rest": 9, "holiday": 5}[kind]
        if age > BUSY_DAYS:
            volume = max(2, volume // 3)
        elif age < 0:
            volume = max(2, volume // 2)
        elif age < FRESH_DAYS:
            volume = volume * 5 // 3
        open_keys = [key for key in DEPARTMENTS if kind != "holiday" or DEPARTMENTS[key]["holiday"]]
        weights = [DEPARTMENTS[key]["weight"] for key in open_keys]
        for key in self.rng.choices(open_keys, weights, k=volume + self.rng.randint(-1, 2)):
            if self.rng.random() < DEPARTMENTS[key]["inpatient"] * (0.55 if age > BUSY_DAYS else 0.75):
                self._stay(key, day)
            else:
                self._appointment(key, day)

    # Outpatients ------------------------------------------------------------------------------------------------

    def _appointment(self, key, day):
        rng = self.rng
        department = DEPARTMENTS[key]
        person = self._pick(key, day)
        if person is None:
            return
        kind = department.get("kind", "outpatient")
        if kind == "outpatient" and rng.random() < 0.05:
            kind = rng.choice(("online", "home"))
        visit = Visit(person, key, rng.randrange(self.doctors[key]), kind, "planned")
        visit.diagnoses = [rng.choice(self._suiting(department["diagnoses"], person))]
        hour = rng.choices((8, 9, 10, 11, 13, 14, 15, 16, 17), (8, 14, 13, 8, 5, 11, 10, 8, 3))[0]
        visit.planned_at = datetime.combine(day, time(hour, rng.choice((0, 15, 30, 45))))
        if kind == "emergency":
            visit.planned_at = datetime.combine(day, time(rng.randint(0, 23), rng.randint(0, 59)))
            if visit.planned_at + timedelta(minutes=20) > self.now:
                return  # nobody plans an emergency
        self._happen(visit, department, missed=0.0 if kind == "emergency" else 0.1)
        if kind == "emergency":
            visit.planned_at = None
        self.visits.append(visit)

    def _happen(self, visit, department, missed=0.1, stops=0.03):
        """Let the appointment take place, as far as time has come."""
        rng = self.rng
        chance = rng.random()
        arrival = visit.planned_at + timedelta(minutes=rng.randint(-15, 15))
        end = arrival + timedelta(minutes=rng.randint(25, 75))
        if chance < 0.03 and missed:
            visit.state = "cancelled"
        elif visit.planned_at + timedelta(minutes=45) > self.now and arrival > self.now:
            visit.state = "planned"
        elif missed and chance < 0.03 + missed:
            visit.state = "no_show"
            if visit.planned_at + timedelta(minutes=30) > self.now:
                visit.state = "planned"
        elif end > self.now:
            visit.state = "in_progress" if arrival + timedelta(minutes=15) < self.now else "arrived"
            visit.arrived_at = min(arrival, self.now)
        else:
            visit.state, visit.arrived_at, visit.ended_at = "completed", arrival, end
            if visit.kind != "inpatient" and chance > 1 - stops:
                visit.state, visit.interrupted_at = "interrupted", end
            elif rng.random() < department["surgery"] and visit.kind == "outpatient":
                operations = self._suiting(department["day_surgeries"], visit.person)
                if operations:
                    visit.surgery, visit.surgery_at = rng.choice(operations), arrival + timedelta(minutes=15)
        if visit.ended_at:
            self._pay(visit, department["amount"], 3 if visit.surgery else 1)

    def _pay(self, visit, span, factor=1):
        """Most people spend something, some nothing, and of some the desk does not hear."""
        chance = self.rng.random()
        if chance < 0.62:
            visit.amount = round(self.rng.triangular(span[0], span[1], span[0] * 1.5) * factor, 1)
        elif chance < 0.84:
            visit.amount = 0.0

    # Inpatients -------------------------------------------------------------------------------------------------

    def _stay(self, key, day, person=None, nights=None, diagnosis=None):
        rng = self.rng
        department = DEPARTMENTS[key]
        nights = nights or rng.randint(*department["stay"])
        if person is None:
            person = self._pick(key, day, nights)
        if person is None:
            return
        visit = Visit(person, key, rng.randrange(self.doctors[key]), "inpatient", "planned")
        admitted = datetime.combine(day, time(rng.randint(8, 16), rng.randint(0, 59)))
        discharged = datetime.combine(day + timedelta(days=nights), time(rng.randint(9, 15), rng.randint(0, 59)))
        visit.planned_at = admitted
        operations = self._suiting(department["surgeries"], person)
        operated = operations and rng.random() < 0.6 and not diagnosis
        known = self._suiting(department["diagnoses"], person)
        if diagnosis or not operated:
            visit.diagnoses = [
                diagnosis or rng.choice(self._suiting(department["inpatient_diagnoses"], person) or known)
            ]
        else:
            visit.diagnoses = [rng.choice(known)]
        if rng.random() < 0.3:
            visit.diagnoses.append(
                rng.choice((("I10", "原发性高血压"), ("E11.9", "2 型糖尿病"), ("D50.9", "缺铁性贫血")))
            )
        if admitted <= self.now:
            visit.state, visit.arrived_at, visit.admitted_at = "in_progress", admitted, admitted
            surgery_at = datetime.combine(day + timedelta(days=1), time(rng.randint(8, 13), rng.randint(0, 59)))
            if operated and surgery_at <= self.now:
                visit.surgery, visit.surgery_at = rng.choice(operations), surgery_at
        if discharged <= self.now:
            visit.state, visit.ended_at, visit.discharged_at = "completed", discharged, discharged
            visit.amount = round(
                nights * rng.uniform(650, 1400) + (9000 * rng.uniform(0.7, 1.6) if visit.surgery else 0), 1
            )
            if rng.random() < 0.1:
                visit.amount = None
        self.visits.append(visit)

    # Courses ----------------------------------------------------------------------------------------------------

    def _make_courses(self):
        keys = [key for key in DEPARTMENTS if DEPARTMENTS[key]["courses"]]
        for number in range(80):
            key = keys[number % len(keys)]
            start = self.today - timedelta(days=self.rng.randint(2, 110))
            if self.day_kind(start) == "holiday":
                start += timedelta(days=8)
            self._make_course(key, min(start, self.today - timedelta(days=1)))

    def _make_course(self, key, start):
        rng = self.rng
        person = self._pick(key, start)
        if person is None or self.people[person].died_days_ago is not None:
            return
        courses = self._suiting(DEPARTMENTS[key]["courses"], person, width=3)
        if not courses:
            return
        name, gaps, step = rng.choice(courses)
        days = [start]
        for gap in gaps:
            days.append(days[-1] + timedelta(days=gap))
        course = Course(person, key, rng.randrange(self.doctors[key]), name, step, days)
        number = len(self.courses)
        self.courses.append(course)
        stays_away = rng.randint(1, len(days) - 1) if rng.random() < 0.45 else len(days)
        for position, day in enumerate(days):
            if position >= stays_away or day > self.today + timedelta(days=AHEAD_DAYS):
                break
            visit = Visit(person, key, course.doctor, "outpatient", "planned", course=number)
            visit.planned_at = datetime.combine(day, time(rng.randint(9, 16), rng.choice((0, 30))))
            visit.diagnoses = [rng.choice(self._suiting(DEPARTMENTS[key]["diagnoses"], person))]
            self._happen(visit, DEPARTMENTS[key], missed=0.0, stops=0.0)
            self.busy.add((person, day))
            self.visits.append(visit)
            course.visits.append(visit)

    # People with a story ----------------------------------------------------------------------------------------

    def _fixed_stories(self):
        """Those who died had been here shortly before; those who are not told have something grave."""
        for index, person in enumerate(self.people):
            if person.died_days_ago is not None:
                self._book(index, "med", person.died_days_ago + 9, 6)
            if person.values.get("kept_secret"):
                self._book(index, "gs", 12 + index % 20, 7, self.rng.choice(GRAVE_DIAGNOSES))

    def _book(self, person, key, days_ago, nights, diagnosis=None):
        day = self.today - timedelta(days=days_ago)
        self.busy.update((person, day + timedelta(days=night)) for night in range(nights + 1))
        self._stay(key, day, person, nights, diagnosis)
