from . import hcs_result_deliver_wizard
