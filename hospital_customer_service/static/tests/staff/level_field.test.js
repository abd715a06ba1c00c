import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { expect, test } from "@odoo/hoot";
import { contains, defineModels, fields, models, mountView, onRpc } from "@web/../tests/web_test_helpers";

class Sheet extends models.Model {
    _name = "hcs.sheet";

    line_ids = fields.One2many({ relation: "hcs.sheet.line" });

    _records = [{ id: 1, line_ids: [1, 2] }];
}

class Line extends models.Model {
    _name = "hcs.sheet.line";

    name = fields.Char();
    is_open = fields.Boolean();
    level = fields.Selection({
        selection: [
            ["0", "Not met"],
            ["2", "Fully met"],
        ],
    });

    _records = [
        { id: 1, name: "Greeting", is_open: true },
        { id: 2, name: "Closing", is_open: false, level: "2" },
    ];
}

defineMailModels();
defineModels([Sheet, Line]);

const ARCH = `
    <form>
        <field name="line_ids">
            <list editable="bottom"><field name="name"/><field name="level" widget="hcs_level"/></list>
        </field>
    </form>`;

test("one click on the line, without opening it first; what is handed in stands as a word", async () => {
    onRpc("hcs.sheet", "web_save", ({ args }) => {
        expect.step(args[1].line_ids);
    });
    await mountView({ type: "form", resModel: "hcs.sheet", resId: 1, arch: ARCH });
    expect(".o_data_row:eq(0) [data-level]").toHaveCount(2);
    expect(".o_data_row:eq(0) [data-level].active").toHaveCount(0);
    expect(".o_data_row:eq(1) [data-level]").toHaveCount(0);
    expect(".o_data_row:eq(1) .o_hcs_level_cell").toHaveText("Fully met");
    await contains(".o_data_row:eq(0) [data-level='0']").click();
    expect(".o_data_row:eq(0) [data-level='0']").toHaveClass("active");
    await contains(".o_form_button_save").click();
    expect.verifySteps([[[1, 1, { level: "0" }]]]);
});
