import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { describe, expect, test } from "@odoo/hoot";
import { queryAllTexts } from "@odoo/hoot-dom";
import { defineModels, fields, models, mountView } from "@web/../tests/web_test_helpers";

describe.current.tags("desktop");
defineMailModels();

test("a share of nothing is empty, a share of 0 is 0", async () => {
    class Place extends models.Model {
        name = fields.Char();
        came_rate = fields.Float({ aggregator: "avg" });
        _records = [
            { id: 1, name: "Held", came_rate: 0 },
            { id: 2, name: "Ahead", came_rate: false },
        ];
        formatted_read_grouping_sets() {
            return super.formatted_read_grouping_sets(...arguments).map((groups) =>
                groups.map((group) =>
                    group.name === "Ahead" ? { ...group, "came_rate:avg": false } : group
                )
            );
        }
    }
    defineModels([Place]);
    await mountView({
        type: "pivot",
        resModel: "place",
        arch: `<pivot>
            <field name="name" type="row" />
            <field name="came_rate" type="measure" widget="hcs_share" />
        </pivot>`,
    });
    expect(queryAllTexts("tbody .o_pivot_cell_value")).toEqual(["0.00%", "", "0.00%"]);
});
