"""Resources of FHIR R4 that we send: a patient and an appointment made here (VIS-04)."""

TYPES = "http://terminology.hl7.org/CodeSystem/v2-0203"
_DOCUMENTS = {"id_card": "NNCHN", "passport": "PPN"}


def identifier(system, value, kind=None):
    found = {"system": system, "value": value}
    if kind:
        found["type"] = {"coding": [{"system": TYPES, "code": kind}]}
    return found


def patient(system, number, values):
    """A Patient.

    :param number: our number of the record, by which the other side recognises it again
    :param values: name, sex, birthdate (a date), id_type, id_number, mrn, phones, address, email; none has to be there
    """
    own = [identifier(system, number)]
    if values.get("id_number"):
        own.append(identifier("urn:hcs:document", values["id_number"], _DOCUMENTS.get(values.get("id_type"))))
    if values.get("mrn"):
        own.append(identifier("urn:hcs:mrn", values["mrn"], "MR"))
    telecom = [{"system": "phone", "value": number} for number in values.get("phones") or ()]
    if values.get("email"):
        telecom.append({"system": "email", "value": values["email"]})
    resource = {
        "resourceType": "Patient",
        "identifier": own,
        "active": True,
        "name": [{"use": "official", "text": values["name"]}],
        "gender": values.get("sex") or "unknown",
        "birthDate": values["birthdate"].isoformat() if values.get("birthdate") else None,
        "telecom": telecom,
        "address": [{"text": values["address"]}] if values.get("address") else [],
    }
    return {name: value for name, value in resource.items() if value not in (None, [])}


def appointment(system, number, values):
    """An Appointment.

    :param values: status, start and end (UTC), patient (a reference), doctor and department ``(code, name)``
    """
    actors = [({"reference": values["patient"]} if isinstance(values["patient"], str) else values["patient"])]
    for kind, found in (("Practitioner", values.get("doctor")), ("Location", values.get("department"))):
        if found:
            code, name = found
            actor = {"type": kind, "display": name}
            if code:
                actor["identifier"] = {"value": code}
            actors.append(actor)
    return {
        "resourceType": "Appointment",
        "identifier": [identifier(system, number)],
        "status": values["status"],
        "start": f"{values['start'].isoformat(timespec='seconds')}Z",
        "end": f"{values['end'].isoformat(timespec='seconds')}Z",
        "participant": [{"actor": actor, "status": "accepted"} for actor in actors],
    }
