"""Templates of HTML pages (templates/). What is put into one is escaped; a name that it uses and
nobody gives is an error.
"""

from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from .writers import html


def template(name: str) -> Template:
    """The template in the file `name`; it can write a table as html_table(table)."""
    environment = Environment(
        loader=PackageLoader(__package__, "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["html_table"] = html.text
    return environment.get_template(name)
