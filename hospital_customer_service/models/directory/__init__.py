from . import hcs_specialty
from . import hcs_department
from . import hcs_practitioner
