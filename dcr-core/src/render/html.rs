//! The visible record as one HTML page that needs nothing else.

use super::demographics::Detail;
use super::describe::{Description, Passage, ResultRow, Tone};
use super::markup::Markup;
use super::page::{Line, NO_DETAILS, Notice, Page, Part, Source, page};
use crate::consent::VisibleRecord;
use base64::{Engine, engine::general_purpose::STANDARD};
use ring::digest::{SHA256, digest};

const STYLE: &str = include_str!("page.css");

/// The visible record as one self-contained HTML page in UTF-8.
///
/// The page has no script and loads nothing; its Content-Security-Policy allows nothing but its own style, named by
/// hash, so it can be shown inside a host's screen. Its title names no person, because titles reach histories and
/// window lists. Structure follows WCAG 2.2: language, landmarks, a skip link, headings in order, table headers with
/// scope, and no meaning by colour alone. The banner follows the NHS Common User Interface, patient banner.
#[must_use]
pub fn html(record: &VisibleRecord) -> String {
    let page = page(record);
    let mut m = Markup::default();
    m.ours("<!DOCTYPE html>\n");
    m.element("html", &[("lang", "en-GB")], |m| {
        m.element("head", &[], head);
        m.element("body", &[], |m| {
            m.element("a", &[("class", "skip"), ("href", "#record")], |m| m.words("Skip to the record"));
            m.element("header", &[("class", "banner")], |m| banner(m, &page));
            m.element("div", &[("class", "frame")], |m| {
                m.element("nav", &[("aria-label", "Sections")], |m| contents(m, &page));
                m.element("main", &[("id", "record")], |m| {
                    for part in &page.parts {
                        section(m, part);
                    }
                    person(m, &page);
                    sources(m, &page);
                });
            });
            m.element("footer", &[], |m| {
                let looked_at = format!("Dorset Care Record, looked at {}. Times are UK local time.", page.looked_at);
                m.leaf("p", "", &identity(&page));
                m.leaf("p", "", &looked_at);
            });
        });
    });
    m.finish()
}

/// The person on one line, for the foot of every printed page.
fn identity(page: &Page) -> String {
    let banner = &page.banner;
    let born = banner.born.iter().map(|born| format!("born {born}"));
    let nhs_numbers = banner.nhs_numbers.iter().map(|number| format!("NHS number {number}"));
    let parts: Vec<String> = std::iter::once(banner.name.clone()).chain(born).chain(nhs_numbers).collect();
    parts.join(", ")
}

fn head(m: &mut Markup) {
    let hash = STANDARD.encode(digest(&SHA256, STYLE.as_bytes()));
    let policy = format!("default-src 'none'; style-src 'sha256-{hash}'; base-uri 'none'; form-action 'none'");
    m.void("meta", &[("charset", "utf-8")]);
    m.void("meta", &[("http-equiv", "Content-Security-Policy"), ("content", &policy)]);
    m.void("meta", &[("name", "viewport"), ("content", "width=device-width, initial-scale=1")]);
    m.void("meta", &[("name", "referrer"), ("content", "no-referrer")]);
    m.void("meta", &[("name", "robots"), ("content", "noindex")]);
    m.leaf("title", "", "Dorset Care Record");
    m.element("style", &[], |m| m.ours(STYLE));
}

fn banner(m: &mut Markup, page: &Page) {
    let banner = &page.banner;
    m.element("div", &[("class", "person")], |m| {
        m.leaf("h1", "", &banner.name);
        m.element("dl", &[], |m| {
            let nhs_numbers = (!banner.nhs_numbers.is_empty()).then(|| banner.nhs_numbers.join(", "));
            for (label, value) in [
                ("Born", &banner.born),
                ("Gender", &banner.gender),
                ("NHS number", &nhs_numbers),
                ("Address", &banner.address),
            ] {
                if let Some(value) = value {
                    pair(m, label, value);
                }
            }
        });
        for warning in page.past.iter().chain(&banner.died).chain(&banner.warnings) {
            m.leaf("p", "warning", warning);
        }
    });
    notice(m, "Consent", &page.consent);
    if let Some(completeness) = &page.completeness {
        notice(m, "Sources", completeness);
    }
}

fn pair(m: &mut Markup, label: &str, value: &str) {
    m.element("div", &[], |m| {
        m.leaf("dt", "", label);
        m.leaf("dd", "", value);
    });
}

fn notice(m: &mut Markup, label: &str, notice: &Notice) {
    let class = if notice.limits { "notice limits" } else { "notice" };
    m.element("p", &[("class", class)], |m| {
        m.leaf("b", "", label);
        m.ours(" ");
        m.words(&notice.words);
    });
}

fn contents(m: &mut Markup, page: &Page) {
    m.element("ul", &[], |m| {
        for part in &page.parts {
            entry(m, &part.anchor, part.title, &part.brief);
        }
        entry(m, "demographics", "Person demographics", "");
        entry(m, "sources", "Sources", "");
    });
}

fn entry(m: &mut Markup, anchor: &str, title: &str, brief: &str) {
    m.element("li", &[], |m| {
        m.element("a", &[("href", &format!("#{anchor}"))], |m| m.words(title));
        if !brief.is_empty() {
            m.ours(" ");
            m.leaf("span", "brief", brief);
        }
    });
}

fn in_section(m: &mut Markup, anchor: &str, title: &str, brief: &str, content: impl FnOnce(&mut Markup)) {
    let heading = format!("{anchor}-heading");
    m.element("section", &[("id", anchor), ("aria-labelledby", &heading)], |m| {
        m.element("h2", &[("id", &heading)], |m| {
            m.words(title);
            if !brief.is_empty() {
                m.ours(" ");
                m.leaf("span", "brief", brief);
            }
        });
        content(m);
    });
}

fn person(m: &mut Markup, page: &Page) {
    in_section(m, "demographics", "Person demographics", "", |m| {
        if page.details.is_empty() {
            m.leaf("p", "state limits", NO_DETAILS);
            return;
        }
        m.element("table", &[("class", "details"), ("role", "table")], |m| {
            m.leaf("caption", "", "What leads, and where other sources differ");
            m.element("tbody", &[("role", "rowgroup")], |m| {
                for detail in &page.details {
                    detail_row(m, detail);
                }
            });
        });
        for source in &page.detail_sources {
            m.leaf("p", "source", &format!("Source: {source}"));
        }
    });
}

fn detail_row(m: &mut Markup, detail: &Detail) {
    m.element("tr", &[("role", "row")], |m| {
        m.element("th", &[("scope", "row"), ("role", "rowheader")], |m| m.words(detail.label));
        m.element("td", &[("role", "cell")], |m| {
            m.words(&detail.leading.value);
            if detail.elsewhere {
                m.ours(" ");
                m.leaf("span", "source", &detail.leading.sources.join("; "));
            }
            for other in &detail.others {
                let (class, label) = if detail.differs { ("differs", "Differs:") } else { ("other", "Also:") };
                m.element("p", &[("class", class)], |m| {
                    m.leaf("b", "", label);
                    m.ours(" ");
                    m.words(&other.value);
                    m.ours(" ");
                    m.leaf("span", "source", &other.sources.join("; "));
                });
            }
        });
    });
}

fn section(m: &mut Markup, part: &Part) {
    in_section(m, &part.anchor, part.title, &part.brief, |m| {
        if let Some(notice) = &part.notice {
            m.leaf("p", if notice.limits { "state limits" } else { "state" }, &notice.words);
        }
        for said in &part.said {
            m.leaf("p", if said.limits { "state limits" } else { "state" }, &said.words);
        }
        for line in &part.lines {
            if let Some(title) = line.group {
                m.leaf("p", "group", title);
            }
            article(m, line);
        }
    });
}

fn article(m: &mut Markup, line: &Line) {
    m.element("article", &[("id", &line.anchor)], |m| {
        m.element("div", &[("class", "top")], |m| {
            m.leaf("h3", "", &line.description.what);
            marks(m, &line.description);
            when(m, &line.description);
        });
        body(m, &line.description);
        for related in &line.related {
            m.element("p", &[("class", "related")], |m| {
                m.words(&related.how);
                m.ours(": ");
                m.element("a", &[("href", &format!("#{}", related.anchor))], |m| m.words(&related.what));
            });
        }
        for notice in &line.notices {
            m.leaf("p", "differs", notice);
        }
        for difference in &line.differences {
            m.element("p", &[("class", "differs")], |m| {
                m.leaf("b", "", "Sources differ:");
                m.ours(" ");
                m.words(difference);
            });
        }
        for (index, statement) in line.statements.iter().enumerate() {
            let label = if index == 0 { "Source" } else { "Also stated by" };
            m.leaf("p", "source", &format!("{label}: {}", statement.source));
            if let Some(otherwise) = &statement.otherwise {
                m.element("div", &[("class", "otherwise")], |m| {
                    m.element("p", &[("class", "top")], |m| {
                        m.words("There: ");
                        m.leaf("b", "", &otherwise.what);
                        marks(m, otherwise);
                        when(m, otherwise);
                    });
                    body(m, otherwise);
                });
            }
        }
    });
}

fn when(m: &mut Markup, said: &Description) {
    if let Some(when) = &said.when {
        m.ours(" ");
        m.leaf("span", "when", when);
    }
}

fn marks(m: &mut Markup, said: &Description) {
    for mark in &said.marks {
        m.ours(" ");
        let class = match mark.tone {
            Tone::Plain => "mark",
            Tone::Quiet => "mark quiet",
            Tone::Caution => "mark caution",
        };
        m.leaf("span", class, &mark.words);
    }
}

fn body(m: &mut Markup, said: &Description) {
    if !said.results.is_empty() {
        results(m, said);
    }
    if !said.facts.is_empty() {
        m.element("dl", &[("class", "facts")], |m| {
            for fact in &said.facts {
                pair(m, &fact.label, &fact.value);
            }
        });
    }
    for Passage { title, words } in &said.passages {
        m.element("div", &[("class", "words")], |m| {
            m.leaf("p", "label", title);
            m.element("p", &[("class", "passage")], |m| m.passage(words));
        });
    }
}

/// The roles say again what the elements are: a narrow screen lays the rows out otherwise, and some browsers then
/// forget that they are a table.
fn results(m: &mut Markup, said: &Description) {
    m.element("table", &[("class", "results"), ("role", "table")], |m| {
        m.leaf("caption", "", &format!("Results of {}", said.what));
        m.element("thead", &[("role", "rowgroup")], |m| {
            m.element("tr", &[("role", "row")], |m| {
                for heading in ["Test", "Result", "Interpretation", "Expected"] {
                    m.element("th", &[("scope", "col"), ("role", "columnheader")], |m| m.words(heading));
                }
            });
        });
        m.element("tbody", &[("role", "rowgroup")], |m| {
            for row in &said.results {
                result(m, row);
            }
        });
    });
}

fn result(m: &mut Markup, row: &ResultRow) {
    m.element("tr", if row.attention { &[("role", "row"), ("class", "attention")] } else { &[("role", "row")] }, |m| {
        m.element("th", &[("scope", "row"), ("role", "rowheader")], |m| m.words(&row.test));
        m.element("td", &[("class", "value"), ("role", "cell")], |m| {
            m.element("span", &[("class", "passage")], |m| m.passage(&row.value));
            for remark in &row.remarks {
                m.leaf("p", "remark", remark);
            }
        });
        m.element("td", &[("class", "interpretation"), ("role", "cell")], |m| m.words(&row.interpretation));
        m.element("td", &[("role", "cell")], |m| m.words(&row.expected));
    });
}

fn sources(m: &mut Markup, page: &Page) {
    in_section(m, "sources", "Sources", "", |m| {
        m.element("table", &[("class", "sources")], |m| {
            m.leaf("caption", "", "Who shares, and when each was last heard");
            m.element("thead", &[], |m| {
                m.element("tr", &[], |m| {
                    for heading in ["Organisation", "System", "Last heard"] {
                        m.element("th", &[("scope", "col")], |m| m.words(heading));
                    }
                });
            });
            m.element("tbody", &[], |m| {
                for source in &page.sources {
                    source_row(m, source);
                }
            });
        });
    });
}

fn source_row(m: &mut Markup, source: &Source) {
    m.element("tr", &[], |m| {
        m.element("th", &[("scope", "row")], |m| m.words(&source.organisation));
        m.element("td", &[], |m| m.words(source.system.as_deref().unwrap_or("none")));
        let class: &[(&'static str, &str)] = if source.connected { &[] } else { &[("class", "silent")] };
        m.element("td", class, |m| m.words(&source.freshness));
    });
}
