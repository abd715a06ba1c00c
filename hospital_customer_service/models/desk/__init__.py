from . import hcs_result_rule
from . import hcs_result_delivery
from . import hcs_result_item
from . import hcs_result_proof
