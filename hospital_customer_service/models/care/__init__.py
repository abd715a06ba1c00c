from . import hcs_care_rule
from . import hcs_care_message
from . import hcs_education_material
from . import hcs_education_delivery
