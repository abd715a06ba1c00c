from . import hcs_result_rule
from . import hcs_result_delivery
from . import hcs_result_item
from . import hcs_result_proof
from . import res_users
from . import hcs_collaboration
from . import hcs_collaboration_flow
