//! The visible record as plain text for a terminal, 100 columns.

use super::demographics::Stated;
use super::describe::{Description, ResultRow};
use super::page::{Line, NO_DETAILS, Page, Part, page};
use super::wrap::Lines;
use crate::consent::VisibleRecord;

/// The visible record as plain text in UTF-8, no line wider than 100 characters, each line ended by `\n`.
///
/// Times are UK local time with their zone (GMT or BST). Control characters and direction overrides that a source sent
/// are shown as `[U+202E]`, so the text is safe to print.
#[must_use]
pub fn text(record: &VisibleRecord) -> String {
    let page = page(record);
    let mut out = Lines::default();
    banner(&mut out, &page);
    for part in &page.parts {
        section(&mut out, part);
    }
    person(&mut out, &page);
    heading(&mut out, "Sources", None);
    for source in &page.sources {
        let system = source.system.as_deref().map(|system| format!(", {system}")).unwrap_or_default();
        out.paragraph("  ", 4, &format!("{}{system}: {}", source.organisation, source.freshness));
    }
    out.finish()
}

fn banner(out: &mut Lines, page: &Page) {
    let banner = &page.banner;
    out.rule('=');
    out.paragraph("", 0, &banner.name);
    let parts: Vec<String> = [
        banner.born.as_ref().map(|born| format!("Born {born}")),
        banner.gender.as_ref().map(|gender| format!("Gender {gender}")),
        (!banner.nhs_numbers.is_empty()).then(|| format!("NHS number {}", banner.nhs_numbers.join(", "))),
    ]
    .into_iter()
    .flatten()
    .collect();
    if !parts.is_empty() {
        out.paragraph("", 0, &parts.join(" | "));
    }
    if let Some(died) = &banner.died {
        out.paragraph("", 0, &format!("** {died} **"));
    }
    if let Some(address) = &banner.address {
        out.paragraph("", 0, &format!("Address {address}"));
    }
    for warning in &banner.warnings {
        out.paragraph("! ", 2, warning);
    }
    if let Some(past) = &page.past {
        out.paragraph("! ", 2, past);
    }
    out.rule('-');
    out.paragraph(if page.consent.limits { "! " } else { "" }, 2, &format!("Consent: {}", page.consent.words));
    if let Some(completeness) = &page.completeness {
        out.paragraph(if completeness.limits { "! " } else { "" }, 2, &format!("Sources: {}", completeness.words));
    }
    out.paragraph("", 0, &format!("Looked at {}. Times are UK local time.", page.looked_at));
    out.rule('=');
}

fn heading(out: &mut Lines, title: &str, brief: Option<&str>) {
    out.blank();
    let brief = brief.map(|brief| format!(" - {brief}")).unwrap_or_default();
    out.paragraph("", 0, &format!("{}{brief}", title.to_uppercase()));
    out.rule('-');
}

fn person(out: &mut Lines, page: &Page) {
    heading(out, "Person demographics", None);
    if page.details.is_empty() {
        out.paragraph("  ", 2, NO_DETAILS);
    }
    for detail in &page.details {
        let by = if detail.elsewhere { format!(" - {}", detail.leading.sources.join("; ")) } else { String::new() };
        out.paragraph("  ", 4, &format!("{}: {}{by}", detail.label, detail.leading.value));
        let other = if detail.differs { format!("{} differs", detail.label) } else { detail.label.to_owned() };
        for Stated { value, sources } in &detail.others {
            out.paragraph("      ", 8, &format!("{other}: {value} - {}", sources.join("; ")));
        }
    }
    for source in &page.detail_sources {
        out.paragraph("    ", 6, &format!("Source: {source}"));
    }
}

fn section(out: &mut Lines, part: &Part) {
    heading(out, part.title, Some(&part.brief));
    if let Some(notice) = &part.notice {
        out.paragraph(if notice.limits { "! " } else { "  " }, 2, &notice.words);
    }
    for said in &part.said {
        out.paragraph(if said.limits { "! " } else { "  " }, 2, &said.words);
    }
    for line in &part.lines {
        if let Some(title) = line.group {
            out.paragraph("", 0, &format!("[{title}]"));
        }
        line_words(out, line);
    }
}

fn line_words(out: &mut Lines, line: &Line) {
    description(out, &line.description, "* ", 4);
    for related in &line.related {
        out.paragraph("    ", 6, &format!("{}: {}", related.how, related.what));
    }
    for notice in &line.notices {
        out.paragraph("    ! ", 6, notice);
    }
    for difference in &line.differences {
        out.paragraph("    ! ", 6, &format!("Sources differ: {difference}"));
    }
    for (index, statement) in line.statements.iter().enumerate() {
        let label = if index == 0 { "Source" } else { "Also stated by" };
        out.paragraph("    ", 6, &format!("{label}: {}", statement.source));
        if let Some(otherwise) = &statement.otherwise {
            description(out, otherwise, "      there: ", 8);
        }
    }
}

fn description(out: &mut Lines, said: &Description, first: &str, indent: usize) {
    let margin = " ".repeat(indent);
    let marks: String = said.marks.iter().map(|mark| format!(" [{}]", mark.words)).collect();
    let when = said.when.as_ref().map(|when| format!(" - {when}")).unwrap_or_default();
    out.paragraph(first, indent, &format!("{}{marks}{when}", said.what));
    for row in &said.results {
        result(out, row, indent);
    }
    for fact in &said.facts {
        out.paragraph(&margin, indent + 2, &format!("{}: {}", fact.label, fact.value));
    }
    for passage in &said.passages {
        out.paragraph(&margin, indent + 2, &format!("{}:", passage.title));
        out.passage(indent + 2, &passage.words);
    }
}

fn result(out: &mut Lines, row: &ResultRow, indent: usize) {
    let margin = " ".repeat(indent);
    let interpretation = match (row.interpretation.as_str(), row.attention) {
        ("", _) => String::new(),
        (words, true) => format!(" ** {words} **"),
        (words, false) => format!(" ({words})"),
    };
    let expected = if row.expected.is_empty() { String::new() } else { format!(", expected {}", row.expected) };
    if row.value.contains(['\n', '\r']) {
        out.paragraph(&margin, indent + 2, &format!("{}:{interpretation}{expected}", row.test));
        out.passage(indent + 2, &row.value);
    } else {
        out.paragraph(&margin, indent + 2, &format!("{}: {}{interpretation}{expected}", row.test, row.value));
    }
    for remark in &row.remarks {
        out.paragraph(&format!("{margin}  - "), indent + 4, remark);
    }
}
