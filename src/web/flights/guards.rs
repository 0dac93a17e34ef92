//! What guards of rollouts show, in words of the user's language.

use crate::access::Sizes;
use crate::flights::counts;
use crate::flights::guards::{self, Comparison, Guard, Side};
use crate::flights::ladder::Rollout;
use crate::ids::FlightId;
use crate::locale::Locale;
use crate::store::submissions::SubmissionRow;
use crate::web::error::PageError;
use crate::web::work::Visit;

/// What the guards of a rollout show now; nothing if it has none, or no release before.
pub(super) fn of(visit: &Visit, submission: &SubmissionRow) -> Result<Vec<String>, PageError> {
    if !submission.is_guarded || submission.rollout != Rollout::InProgress {
        return Ok(Vec::new());
    }
    let counted = counts::count(&visit.state, &visit.publisher, submission.app_id)?;
    let found = guards::now(&visit.state, &visit.publisher, &counted, submission)?;
    Ok(found.iter().map(|one| shown(one, visit.sizes(), visit.locale)).collect())
}

/// That segments of the flight depend on the ratings that guard its rollouts.
pub(super) fn depends(visit: &Visit, flight: FlightId) -> Result<Option<String>, PageError> {
    let groups = guards::reading_ratings(&visit.state, &visit.actor, flight)?;
    Ok((!groups.is_empty()).then(|| visit.locale.with1("guard-reads-ratings", "groups", groups.join(", "))))
}

/// What a guard shows now.
fn shown(one: &Comparison, sizes: Sizes, locale: Locale) -> String {
    let key = match one.guard {
        Guard::Failures if one.is_enough() => "guard-failures",
        Guard::Failures => "guard-few-failures",
        Guard::Ratings if one.is_hidden(sizes) => "guard-hidden-ratings",
        Guard::Ratings if one.is_enough() => "guard-ratings",
        Guard::Ratings => "guard-few-ratings",
    };
    text(key, one, locale)
}

/// Why a rollout was halted by itself.
pub(super) fn halted_for(one: &Comparison, sizes: Sizes, locale: Locale) -> String {
    let key = match one.guard {
        Guard::Failures => "guard-halted-failures",
        Guard::Ratings if one.is_hidden(sizes) => "guard-halted-hidden",
        Guard::Ratings => "guard-halted-ratings",
    };
    text(key, one, locale)
}

fn text(key: &str, one: &Comparison, locale: Locale) -> String {
    let value = |side: Side| match one.guard {
        Guard::Failures => locale.percent(side.sum, side.count),
        // Hundredths of a star as millionths.
        Guard::Ratings => locale.millionths(side.mean_in_hundredths() * 10_000),
    };
    let words = [
        ("release", one.release.as_str().into()),
        ("count", one.new.count.into()),
        ("value", value(one.new).into()),
        ("before", one.before.as_str().into()),
        ("before_count", one.old.count.into()),
        ("before_value", value(one.old).into()),
        ("least", one.guard.least().into()),
    ];
    locale.with(key, &words)
}
