//! Names of groups as they are typed.

use crate::ids::{GroupId, PublisherId};
use crate::locale::Locale;
use crate::state::State;
use crate::store::{StoreError, customer_groups};
use crate::web::form::LONGEST_NAME;

/// The name as it is kept, or what is wrong with it. The group `except` may have it already.
pub async fn check(
    state: &State,
    publisher: PublisherId,
    typed: &str,
    except: Option<GroupId>,
    locale: Locale,
) -> Result<Result<String, String>, StoreError> {
    let name = typed.trim().to_owned();
    if name.is_empty() {
        return Ok(Err(locale.text("group-name-missing")));
    }
    if name.chars().count() as u64 > LONGEST_NAME {
        return Ok(Err(locale.with1("field-too-long", "count", LONGEST_NAME)));
    }
    let asked = name.clone();
    let taken = move |connection: &mut _| customer_groups::name_is_taken(connection, publisher, &asked, except);
    Ok(if state.database.read(taken).await? { Err(locale.text("group-name-taken")) } else { Ok(name) })
}

/// A name made of another; a very long one is cut so that what is added fits.
pub fn made_of(name: &str, made: impl Fn(&str) -> String) -> String {
    let most = usize::try_from(LONGEST_NAME).unwrap_or(usize::MAX);
    let excess = made(name).chars().count().saturating_sub(most);
    let kept = name.chars().count().saturating_sub(excess);
    made(&name.chars().take(kept).collect::<String>())
}
