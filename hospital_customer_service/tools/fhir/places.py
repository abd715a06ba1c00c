"""Organization and Location: both may be what the centre calls a department."""

from .errors import FhirError
from .people import _address, _telecoms
from .resources import Department
from .values import boolean, code, identifiers, keys, obj, reference, text, texts


def organization(data, path="Organization", tz=None):
    found = identifiers(data, path)
    phones, _email = _telecoms(data, path)
    name = text(data, "name", path) or next(iter(texts(data, "alias", path)), None)
    if not name:
        raise FhirError("missing", f"{path}.name")
    return Department(
        keys=keys("Organization", data["id"], found),
        name=name,
        code=found[0][1] if found else None,
        phone=phones[0][0] if phones else None,
        place=_address(data, path),
        parent=reference(obj(data, "partOf", path), f"{path}.partOf", "Organization"),
        active=boolean(data, "active", path) is not False,
    )


def location(data, path="Location", tz=None):
    found = identifiers(data, path)
    phones, _email = _telecoms(data, path)
    run_by = obj(data, "managingOrganization", path)
    return Department(
        keys=keys("Location", data["id"], found),
        name=text(data, "name", path) or next(iter(texts(data, "alias", path)), None),
        code=found[0][1] if found else None,
        phone=phones[0][0] if phones else None,
        place=text(data, "description", path, 1000) or _address(data, path),
        organization=reference(run_by, f"{path}.managingOrganization", "Organization"),
        active=code(data, "status", path) != "inactive",
    )
