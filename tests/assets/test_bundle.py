"""Many modules, one script: what the joined script does is what the modules did."""

from __future__ import annotations

import pytest

from tests.browser import ROOT
from webapp import assets, bundle

MODULES = {
    "vendor/plain.js": "globalThis.plain = 40;",
    "js/a.js": 'import "../vendor/plain.js";\nexport const one = plain + 1;\n'
    "// gone\n/** gone\n * too */\nexport function twice(n) {\n  return n * 2;\n}\n",
    "js/b.js": 'import * as a from "./a.js";\nimport { twice as double } from "./a.js";\n'
    'export const late = () => import("./late.js");\nglobalThis.told = double(a.one);\n',
}


@pytest.fixture
def folder(tmp_path):
    for path, text in MODULES.items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text(text)
    return tmp_path


def test_a_module_comes_after_those_it_imports(folder):
    assert bundle.order(folder, "js/b.js") == ["vendor/plain.js", "js/a.js", "js/b.js"]


def test_modules_that_import_each_other_come_to_an_end(tmp_path):
    (tmp_path / "a.js").write_text('import "./b.js";\n')
    (tmp_path / "b.js").write_text('import "./a.js";\n')
    assert bundle.order(tmp_path, "a.js") == ["b.js", "a.js"]


def test_a_lazy_import_still_finds_its_module_from_where_the_joined_script_lies(folder):
    joined = bundle.joined(folder, "js/b.js")
    assert 'import("./js/late.js")' in joined
    assert "gone" not in joined


def test_a_module_alone_gives_what_the_joined_one_exports():
    stub = bundle.stub("js/a.js", MODULES["js/a.js"])
    assert stub == 'export const { one, twice } = globalThis.softback["js/a.js"];\n'


def test_the_joined_script_runs(chromium, folder):
    script = bundle.joined(folder, "js/b.js")
    page = chromium.new_page()
    assert page.evaluate(f"() => {{\n{script}\nreturn [told, plain];\n}}") == [82, 40]
    page.close()


@pytest.mark.parametrize("entry", ["js/app.js", "pwa/sw.js"])
def test_every_import_stands_on_one_line_as_the_joiner_understands_it(entry):
    for path in bundle.order(ROOT / "static", entry):
        text = (ROOT / "static" / path).read_text()
        if not path.startswith("vendor/"):
            assert text.count("\nimport ") + text.startswith("import ") == len(
                bundle.IMPORT.findall(text)
            ), path
            assert "export default" not in text and "export {" not in text, path


def test_generations_before_this_one_are_kept_and_no_more_than_two(tmp_path):
    root = tmp_path / "static"
    root.mkdir()
    (root / "a.txt").write_text("a")
    for number in range(5):
        found = assets.kept(tmp_path / "shelf", root, {"softback.css": str(number)}, f"v{number}")
    assert [path.name for path in found] == ["v4", "v3", "v2"]
    assert (found[1] / "softback.css").read_text() == "3"


def test_a_box_that_can_keep_nothing_still_serves_every_file(tmp_path):
    from tests.conftest import settings_for
    from webapp import create_app

    (tmp_path / "assets").write_text("a file where the folder would be")
    app = create_app(settings_for(tmp_path))
    client, address = app.test_client(), app.extensions["assets"].address
    for path in ("softback.css", "softback.js", "js/outbox.js", "icons/mark.svg"):
        answer = client.get(address(path))
        assert answer.status_code == 200
        assert "immutable" in answer.headers["Cache-Control"]


def test_what_every_page_needs_is_sent_compressed_and_within_the_promise(as_nobody, app):
    address = app.extensions["assets"].address
    sizes = {}
    for path in ("softback.css", "softback.js", "vendor/htmx@4.0.1/htmx.min.js"):
        answer = as_nobody.client.get(address(path), headers={"Accept-Encoding": "br"})
        assert answer.headers["Content-Encoding"] == "br"
        sizes[path] = len(answer.data)
    css, *scripts = sizes.values()
    assert css <= 14_000 and sum(scripts) <= 32_000, sizes


def test_a_page_of_the_generation_before_still_finds_its_script(data):
    from tests.conftest import settings_for
    from webapp import create_app

    (data / "assets").unlink()  # what all tests share stays as it is
    old = data / "assets" / "0123456789ab"
    old.mkdir(parents=True)
    (old / "softback.js").write_text("// as it was")
    client = create_app(settings_for(data)).test_client()
    answer = client.get("/static/0123456789ab/softback.js")
    assert answer.status_code == 200 and answer.get_data(as_text=True) == "// as it was"
    assert client.get("/static/ffffffffffff/softback.js").status_code == 404
