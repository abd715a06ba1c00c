"""Code tables of FHIR R4 and R5, in our words."""

VISIT_KINDS = {
    "AMB": "outpatient",
    "SS": "outpatient",
    "FLD": "outpatient",
    "OBSENC": "outpatient",
    "EMER": "emergency",
    "IMP": "inpatient",
    "ACUTE": "inpatient",
    "NONAC": "inpatient",
    "PRENC": "inpatient",
    "HH": "home",
    "VR": "online",
}

ENCOUNTER_STATES = {
    "planned": "planned",
    "arrived": "arrived",
    "triaged": "arrived",
    "in-progress": "in_progress",
    "onleave": "in_progress",
    "on-hold": "in_progress",
    "finished": "completed",
    "completed": "completed",
    "discharged": "completed",
    "discontinued": "interrupted",
    "cancelled": "cancelled",
    "entered-in-error": "cancelled",
    "unknown": "arrived",
}

APPOINTMENT_STATES = {
    "proposed": "planned",
    "pending": "planned",
    "booked": "planned",
    "waitlist": "planned",
    "arrived": "arrived",
    "checked-in": "arrived",
    "fulfilled": "completed",
    "noshow": "no_show",
    "cancelled": "cancelled",
    "entered-in-error": "cancelled",
}

PROCEDURE_STATES = {
    "preparation": "planned",
    "in-progress": "in_progress",
    "on-hold": "in_progress",
    "completed": "completed",
    "stopped": "stopped",
    "not-done": "not_done",
    "entered-in-error": "cancelled",
    "unknown": "completed",
}

# of R4 and R5; a report entered in error is no report
REPORT_STATUSES = {
    "registered": "registered",
    "partial": "partial",
    "preliminary": "preliminary",
    "modified": "preliminary",
    "final": "final",
    "amended": "amended",
    "corrected": "corrected",
    "appended": "amended",
    "cancelled": "cancelled",
    "entered-in-error": "cancelled",
    "unknown": "registered",
}

# table 0074 of HL7 v2: sections whose answer is a written report, not a list of values
IMAGING_SERVICES = {
    "RAD", "RX", "RUS", "CUS", "OUS", "VUS", "CT", "CTH", "NMR", "NMS", "NRS", "RT", "XRC", "EC", "EN", "SP", "CP",
}  # fmt: skip

SEXES = {"male": "male", "female": "female", "other": "unknown", "unknown": "unknown"}

# table 0203 of HL7 v2 and common names of Chinese systems -> our types of identifier
IDENTIFIER_TYPES = {
    "MR": "mrn",
    "MRN": "mrn",
    "PI": "his",
    "PT": "his",
    "NI": "id_card",
    "NNCHN": "id_card",
    "PPN": "passport",
    "HC": "insurance",
    "MB": "insurance",
    "VN": "visit_card",
    "VISITCARD": "visit_card",
    "INPATIENT": "inpatient",
    "OUTPATIENT": "outpatient",
}

RELATIONS = {
    "C": "other",
    "N": "other",
    "PAR": "parent",
    "MTH": "parent",
    "FTH": "parent",
    "SPS": "spouse",
    "HUSB": "spouse",
    "WIFE": "spouse",
    "CHILD": "child",
    "SON": "child",
    "DAU": "child",
}
