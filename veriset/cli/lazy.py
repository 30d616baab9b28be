"""Groups of commands that are imported when one of them is wanted.

Making every command takes longer than the help of `veriset`, which shows the groups' names alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import typer
from typer.core import TyperGroup


@dataclass(frozen=True)
class Group:
    """A group that is not imported yet.

    Attributes:
        help: what its commands are for.
        modules: of `veriset.cli`, that add their commands to the `app` of the first.
    """

    help: str
    modules: tuple[str, ...]


class LazyGroup(TyperGroup):
    """Has its commands from the moment at which one is asked for."""

    modules: tuple[str, ...] = ()

    @classmethod
    def of(cls, name: str, group: Group) -> LazyGroup:
        """Return a group, empty so far."""
        made = cls(name=name, help=group.help, no_args_is_help=True, rich_markup_mode=None)
        made.modules = group.modules
        return made

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Import the commands before anything is looked for among them."""
        if not self.commands:
            first, *_ = [import_module(f"veriset.cli.{name}") for name in self.modules]
            # Inside another, so that a single command is a group too, and without rich's help.
            outer = typer.Typer(rich_markup_mode=None)
            outer.add_typer(first.app, name="group")
            loaded = typer.main.get_group(outer).commands["group"]
            assert isinstance(loaded, TyperGroup)
            self.commands.update(loaded.commands)
        return super().parse_args(ctx, args)


def with_groups(groups: Mapping[str, Group]) -> type[TyperGroup]:
    """Return the class of a command that has these groups after its own commands."""

    class Commands(TyperGroup):
        def __init__(self, **options: Any) -> None:
            super().__init__(**options)
            for name, group in groups.items():
                self.commands[name] = LazyGroup.of(name, group)

    return Commands
