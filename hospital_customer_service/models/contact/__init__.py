from . import hcs_contact_guard
from . import hcs_contact
from . import hcs_opinion_category
from . import hcs_opinion
from . import hcs_patient
