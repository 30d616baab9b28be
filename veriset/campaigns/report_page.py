"""The page of a report: what was asked, who was paid what, and a thumbnail an image."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Mapping, Sequence
from html import escape

from veriset.campaigns.outcome import Campaign, ImageOutcome, Outcome, Standing
from veriset.campaigns.report_style import STYLE
from veriset.campaigns.report_text import pixels_off
from veriset.chain.amounts import show_amount

GENERATOR = '<meta name="generator" content="Veriset campaign report">'
"""By which a folder is known to hold a report."""

Colour = tuple[int, int, int]

_TOLD = 12
"""Objects of an image that are listed at most."""


def report_page(
    outcome: Outcome,
    colours: Mapping[str, Colour],
    picture_name: Callable[[ImageOutcome], str],
    missing: Mapping[int, str],
) -> str:
    """Return the HTML.

    Args:
        outcome: the settled campaign.
        colours: of the players.
        picture_name: file name of an image's picture, in pictures/ and thumbnails/.
        missing: for the index of each image that is not shown, why.
    """
    campaign = outcome.campaign
    figures = "\n".join(
        _figure(image, campaign, picture_name(image), missing.get(image.played.index))
        for image in outcome.images
    )
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
{GENERATOR}
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{_text(campaign.name)}: annotation campaign</title>
<style>{STYLE}</style>
</head>
<body>
<main>
<h1>{_text(campaign.name)}</h1>
<p class="objective">{_text(campaign.objective)}</p>
<p>{_summary(outcome)}</p>
<section aria-labelledby="ranking">
<h2 id="ranking">Ranking</h2>
{_ranking(outcome.ranking, colours)}
</section>
<section aria-labelledby="money">
<h2 id="money">Money</h2>
{_books(outcome)}
</section>
<section aria-labelledby="images">
<h2 id="images">Images</h2>
<p>Thick white boxes are objects, thin lines the annotations that agree on them, each in its
player's colour, and dashed lines outliers.</p>
<div class="images">
{figures}
</div>
</section>
<section aria-labelledby="campaign">
<h2 id="campaign">Campaign</h2>
{_terms(campaign)}
</section>
</main>
</body>
</html>
"""


def _summary(outcome: Outcome) -> str:
    images = outcome.images
    played = sum(bool(image.played.plays) for image in images)
    rejected = sum(image.played.rejected for image in images)
    objects = sum(len(image.clusters) for image in images if image.counts)
    ranked = sum(standing.position is not None for standing in outcome.ranking)
    parts = [
        f"{_count(len(images), 'image')}, {played:,} of them played",
        *([f"{rejected:,} rejected or given up"] if rejected else []),
        f"{_count(objects, 'object')} found",
        f"{_count(len(outcome.players), 'player')}, {ranked:,} of them ranked",
    ]
    return _text("; ".join(parts) + ".")


def _ranking(ranking: Sequence[Standing], colours: Mapping[str, Colour]) -> str:
    if not ranking:
        return "<p>Nobody played.</p>"
    rows = "\n".join(
        "<tr>"
        f'<td class="number">{"-" if one.position is None else one.position}</td>'
        f'<th scope="row">{_swatch(colours[one.player])}<code>{_text(one.player)}</code></th>'
        f'<td class="number">{"no score" if one.score is None else f"{one.score:,}"}</td>'
        f'<td class="number">{"-" if one.score is None else pixels_off(one.score)}</td>'
        f'<td class="number">{one.points:,}</td>'
        f'<td class="number">{_text(show_amount(one.bet))}</td>'
        f'<td class="number">{_text(show_amount(one.reward))}</td>'
        "</tr>"
        for one in ranking
    )
    return f"""<div class="wide" role="region" aria-labelledby="ranking" tabindex="0">
<table>
<caption>Players by position. The score is the mean squared distance of a player's annotations
from the objects, in 1/256 pixels squared, on its best image; the lowest wins.</caption>
<thead><tr><th scope="col" class="number">Position</th><th scope="col">Player</th>
<th scope="col" class="number">Score</th><th scope="col" class="number">Off by</th>
<th scope="col" class="number">Points</th><th scope="col" class="number">Bet</th>
<th scope="col" class="number">Reward</th></tr></thead>
<tbody>
{rows}
</tbody>
</table>
</div>"""


def _books(outcome: Outcome) -> str:
    books = outcome.books
    came = [("Sponsor", books.sponsored), ("Players, added to their bets", books.added)]
    went = [
        ("Rewards of players", books.rewards),
        ("Fees of validators", books.fees),
        ("Treasury", books.treasury),
        ("Back to the sponsor", books.refund),
    ]
    rewards = sum(standing.reward for standing in outcome.ranking)
    problems = []
    if books.paid_in != books.paid_out:
        problems.append(f"in and out differ by {abs(books.paid_in - books.paid_out)} wei")
    if books.rewards != rewards:
        problems.append(f"the ranking's rewards differ by {abs(books.rewards - rewards)} wei")
    verdict = (
        f'<p class="alarm">Does not balance: {"; ".join(problems)}.</p>'
        if problems
        else '<p class="balanced">Balances to the wei: all that came in goes out.</p>'
    )
    return f"""<table>
<caption>What came in, and where it goes, withdrawn or not.</caption>
<tbody>
{_sums("In", came)}
</tbody>
<tbody>
{_sums("Out", went)}
</tbody>
</table>
{verdict}"""


def _sums(title: str, parts: Sequence[tuple[str, int]]) -> str:
    rows = "\n".join(
        f'<tr><th scope="row">{name}</th><td class="number">{_text(show_amount(wei))}</td></tr>'
        for name, wei in parts
    )
    total = show_amount(sum(wei for _, wei in parts))
    return (
        f'<tr><th scope="rowgroup" colspan="2" class="group">{title}</th></tr>\n{rows}\n'
        f'<tr class="total"><th scope="row">Sum</th><td class="number">{_text(total)}</td></tr>'
    )


def _figure(image: ImageOutcome, campaign: Campaign, name: str, missing: str | None) -> str:
    played = image.played
    players = _count(len(played.plays), "player")
    found = ", ".join(
        f"{campaign.class_name(cluster.label)} ({cluster.players} of {players})"
        for cluster in image.clusters[:_TOLD]
    )
    more = len(image.clusters) - _TOLD
    found += f" and {more:,} more" if more > 0 else ""
    told = (
        f"{_count(len(image.clusters), 'object')}{': ' + found if found else ''}; "
        f"{_count(len(image.outliers), 'outlier')}"
    )
    notes = "".join(
        f' <strong class="alarm">{_text(note)}</strong>'
        for note in (
            "Rejected by the validators, or given up unsettled." if played.rejected else "",
            "Not played." if not played.plays else "",
            f"Not shown: {missing}." if missing else "",
        )
        if note
    )
    alt = f"Image {played.index}, {played.entry.name}, with its annotations. {told}."
    return (
        f'<figure><a href="pictures/{name}">'
        f'<img src="thumbnails/{name}" alt="{_text(alt)}" loading="lazy"></a>'
        f"<figcaption><b>{played.index}</b> {_text(played.entry.name)}<br>"
        f"{_text(told)}.{notes}</figcaption></figure>"
    )


def _terms(campaign: Campaign) -> str:
    dataset = campaign.dataset
    # The source of the photographs must be named wherever they are shown.
    rows = [
        ("Classes", ", ".join(campaign.classes) or "none"),
        ("Keywords", ", ".join(campaign.keywords) or "none"),
        ("Images", f"{dataset.name} {dataset.version}"),
        ("Licence of the images", dataset.license or "not stated"),
        ("Creator of the images", dataset.creator or "not stated"),
        ("Cite", dataset.citation),
        ("Homepage", dataset.homepage),
        ("Merge distance", f"{campaign.distance:,} pixels"),
        ("Confirmation", f"{campaign.confirmation}% of an image's players"),
        ("Chain", f"{campaign.network} ({campaign.chain_id})"),
        ("Block", f"{campaign.block:,}, {_time(campaign.time)}"),
    ]
    codes = [
        ("Contract", campaign.address),
        ("Sponsor", campaign.sponsor),
        ("Merkle root of the images", campaign.images_root),
        ("CID of their manifest", campaign.manifest_cid),
    ]
    return f"<dl>\n{_pairs(rows)}\n{_pairs(codes, 'code')}\n</dl>"


def _pairs(rows: Iterable[tuple[str, str | None]], tag: str = "span") -> str:
    return "\n".join(
        f"<div><dt>{name}</dt><dd><{tag}>{_text(value)}</{tag}></dd></div>"
        for name, value in rows
        if value
    )


def _swatch(colour: Colour) -> str:
    red, green, blue = colour
    return f'<i class="swatch" style="background:#{red:02x}{green:02x}{blue:02x}"></i>'


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}{'s' * (number != 1)}"


def _time(seconds: int) -> str:
    moment = datetime.datetime.fromtimestamp(seconds, datetime.timezone.utc)
    return moment.strftime("%Y-%m-%d %H:%M UTC")


def _text(value: str) -> str:
    """Escape; what is no Unicode, which a chain's text can hold, becomes a question mark."""
    return escape(value.encode("utf-8", "replace").decode("utf-8"))
