# The files that extend a model come after the file that makes it.
from . import hcs_treatment_course
from . import hcs_treatment_course_flow
from . import hcs_treatment_step
from . import hcs_visit
from . import hcs_visit_values
from . import hcs_visit_diagnosis
from . import hcs_visit_procedure
from . import hcs_visit_flow
from . import hcs_visit_target
from . import hcs_clinic_session
from . import hcs_appointment
from . import hcs_patient
