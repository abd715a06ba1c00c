{
    "name": "Hospital Customer Service",
    "summary": "Patient archive, follow-up calls and service records of a hospital's service centre",
    "version": "19.0.1.0.0",
    "category": "Services/Hospital",
    "website": "https://github.com/hospital-customer-service/hospital-customer-service",
    "author": "Hospital Customer Service contributors",
    "license": "LGPL-3",
    "application": True,
    "depends": ["mail", "phone_validation", "resource", "sms"],
    "data": [
        # common
        "security/common/hcs_groups.xml",
        "security/common/ir.model.access.csv",
        "security/common/hcs_common_rules.xml",
        "data/common/hcs_team_data.xml",
        "data/common/hcs_calendar_day_data.xml",
        "data/common/hcs_calling_season_data.xml",
        "data/common/ir_cron_data.xml",
        "views/common/hcs_menus.xml",
        # directory
        "security/directory/ir.model.access.csv",
        "security/directory/hcs_directory_rules.xml",
        # patient
        "security/patient/ir.model.access.csv",
        "security/patient/hcs_patient_rules.xml",
        # visit
        "security/visit/ir.model.access.csv",
        "security/visit/hcs_visit_rules.xml",
        "data/visit/ir_sequence_data.xml",
        "data/visit/ir_cron_data.xml",
        "views/visit/hcs_visit_views.xml",
        "views/visit/hcs_treatment_course_views.xml",
        "views/visit/visit_menus.xml",
        # knowledge
        "security/knowledge/ir.model.access.csv",
        "security/knowledge/hcs_knowledge_rules.xml",
        # contact
        "security/contact/ir.model.access.csv",
        "security/contact/hcs_contact_rules.xml",
        # followup
        "security/followup/ir.model.access.csv",
        "security/followup/hcs_followup_rules.xml",
        "data/followup/hcs_call_outcome_data.xml",
        "data/followup/hcs_followup_plan_data.xml",
        "data/followup/hcs_followup_reason_data.xml",
        "data/followup/mail_activity_type_data.xml",
        "data/followup/ir_cron_data.xml",
        "views/followup/hcs_followup_task_views.xml",
    ],
}
