//! The groups that come with a sample app, so that there is something to look at: three segments from templates and a
//! known user group. They are saved as any other group is.

use super::check::{Content, Draft, Refusal};
use super::people;
use super::save::{Place, save};
use crate::access::Actor;
use crate::locale::Locale;
use crate::sample;
use crate::segments::templates::SegmentTemplate;
use crate::state::State;
use crate::store::StoreError;
use crate::store::apps::App;
use crate::store::publishers::Publisher;

/// The templates of the segments: one of demographics and time, one of money, one of the prediction.
const TEMPLATES: [&str; 3] = ["new-customers", "top-spenders", "likely-to-leave"];

/// How many customers the known user group lists: a team of testers.
const TESTERS: u32 = 20;

/// Makes the groups of the sample app, as the actor who loads it. A name that is taken gets that of the app beside it.
pub fn make(state: &State, actor: &Actor, publisher: &Publisher, app: &App, locale: Locale) -> Result<(), StoreError> {
    for template in TEMPLATES.into_iter().filter_map(SegmentTemplate::find) {
        let content = Content::Segment { app: Some(app.id), rule: template.rule() };
        save_named(state, actor, publisher, (app, template.name(locale)), content)?;
    }
    let addresses = sample::emails(TESTERS, state.today(publisher)).join("\n");
    let judged = people::judge(state, actor, &addresses, None)?;
    let content = Content::KnownUserGroup(judged.people(true, true));
    save_named(state, actor, publisher, (app, locale.text("sample-testers")), content)
}

fn save_named(
    state: &State,
    actor: &Actor,
    publisher: &Publisher,
    (app, name): (&App, String),
    content: Content,
) -> Result<(), StoreError> {
    let names = [name.clone(), format!("{name} ({})", app.name)];
    for name in names {
        let draft = Draft { name, content: content.clone(), about: None };
        match save(state, actor, publisher, &Place::New { form: None }, &draft) {
            Ok(_) => break,
            Err(Refusal::Store(error)) => return Err(error),
            // Whoever has both names already has such a group.
            Err(Refusal::Fields(_)) => {}
        }
    }
    Ok(())
}
