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
    ],
    "demo": [
        "demo/followup/hcs_language_demo.xml",
        "demo/common/res_company_demo.xml",
        "demo/common/res_users_demo.xml",
        "demo/common/hcs_team_demo.xml",
        "demo/directory/hcs_specialty_demo.xml",
        "demo/directory/hcs_department_demo.xml",
        "demo/directory/hcs_practitioner_demo.xml",
        "demo/directory/hcs_department_zh_demo.xml",
        "demo/followup/hcs_hospital_demo.xml",
    ],
}
