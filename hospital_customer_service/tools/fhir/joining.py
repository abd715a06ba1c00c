"""What became of a visit, from the last word of its appointment and of its encounter."""

from .codes import APPOINTMENT_STATES, ENCOUNTER_STATES

# what only HL7 v2 says of an appointment
AGREED_STATES = {**APPOINTMENT_STATES, "discontinued": "interrupted"}
HAPPENED = ("arrived", "in_progress", "completed", "interrupted")


def joined_state(encounter, appointment, broken_off=False):
    """State of a visit whose halves have these FHIR statuses (either may be missing), in whatever order they came.

    What the encounter says happened, happened; before that the appointment speaks. A missed appointment stays missed
    when the encounter that was opened for it is cancelled.

    :param broken_off: an operation of the visit was stopped or not done

    >>> joined_state("finished", "booked"), joined_state("planned", "noshow"), joined_state("cancelled", "noshow")
    ('completed', 'no_show', 'no_show')
    >>> joined_state("finished", None, broken_off=True)
    'interrupted'
    """
    happened = ENCOUNTER_STATES.get(encounter)
    agreed = AGREED_STATES.get(appointment)
    if happened in HAPPENED:
        state = happened
    elif happened == "cancelled":
        state = "no_show" if agreed == "no_show" and encounter != "entered-in-error" else "cancelled"
    else:
        state = agreed or happened or "planned"
    return "interrupted" if broken_off and state in HAPPENED else state
