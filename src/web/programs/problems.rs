//! What the errors of calls mean. Calls link here, so anyone may read it.

use crate::api::problem::Kind;
use crate::web::page::Page;
use crate::web::visitor::Visitor;
use crate::web::work::{PageResult, html};
use askama::Template;

#[derive(Template)]
#[template(path = "programs/problems.html")]
struct ProblemsPage {
    page: Page,
    /// The word, the status, the title and the explanation of each.
    kinds: Vec<(&'static str, u16, String, String)>,
}

/// Explains every kind of problem.
pub async fn show(visitor: Visitor) -> PageResult {
    let locale = visitor.locale;
    let kind = |kind: &Kind| {
        let text = locale.text(&format!("problem-{}-text", kind.word()));
        (kind.word(), kind.status().as_u16(), kind.title(locale), text)
    };
    html(&ProblemsPage { page: visitor.page(), kinds: Kind::ALL.iter().map(kind).collect() })
}
