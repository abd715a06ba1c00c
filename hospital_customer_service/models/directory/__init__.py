from . import hcs_specialty
from . import hcs_department
from . import hcs_practitioner
from . import hcs_clinic_template
from . import hcs_clinic_exception
from . import hcs_clinic_session
from . import hcs_clinic_session_search
