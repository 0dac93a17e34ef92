//! Creates and changes offers, and starts, pauses, ends and archives them. Of two changes of one version one is saved.

use super::draft::{self, Draft, Field, FieldError, Reason};
use crate::access::{Actor, Forbidden, Role};
use crate::audit::{self, Action, Changes, Field as Recorded, Subject};
use crate::groups::choice::{self, Named};
use crate::ids::{AppId, AppKey, OfferId};
use crate::shares;
use crate::state::State;
use crate::store::audit_entries::AuditEntry;
use crate::store::offers::{self, CodeMode, Groups, Offer, OfferState};
use crate::store::{DbConnection, QueryResult, StoreError, apps, customer_groups, offer_codes};

/// The most offers of an app that are not archived: each is looked at whenever a customer asks.
pub const MOST: i64 = 100;

/// Why an offer was not saved.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    #[error("some fields are wrong")]
    Fields(Vec<FieldError>),
    #[error("the app has {MOST} offers already")]
    TooMany,
    #[error("someone else changed it first")]
    ChangedMeanwhile { changes: Vec<AuditEntry> },
    /// It is started without a code that could be given to anybody.
    #[error("the pool has no codes")]
    NoCodes,
    /// It is not in a state from which this can be done.
    #[error("it is {0:?}")]
    State(OfferState),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What is done with an offer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    Start,
    Pause,
    End,
    Archive,
}

impl Step {
    /// The states from which it can be done, the state after it, and what the audit log calls it.
    const fn of(self) -> (&'static [OfferState], OfferState, Action) {
        use OfferState::{Active, Archived, Draft, Ended, Paused};
        match self {
            Self::Start => (&[Draft, Paused], Active, Action::Enabled),
            Self::Pause => (&[Active], Paused, Action::Disabled),
            Self::End => (&[Active, Paused], Ended, Action::Ended),
            Self::Archive => (&[Draft, Paused, Ended], Archived, Action::Archived),
        }
    }

    /// Whether it can be done with an offer in this state.
    pub fn is_for(self, state: OfferState) -> bool {
        self.of().0.contains(&state)
    }
}

/// Creates a draft of the app.
pub fn create(state: &State, actor: &Actor, app: AppId, draft: &Draft) -> Result<Offer, Refusal> {
    actor.require(Role::Editor)?;
    let (now, salt) = (state.clock.now(), shares::salt());
    let app = AppKey { publisher: actor.publisher, id: app };
    state.database.write_groups_now(actor.publisher, |connection| {
        let (terms, named) = match draft::checked(connection, actor, app.id, draft)? {
            Ok(checked) => checked,
            Err(errors) => return Ok(Err(Refusal::Fields(errors))),
        };
        if let Some(taken) = taken(connection, app, (&terms.name_key, &terms.flag_key), None)? {
            return Ok(Err(taken));
        }
        if offers::count(connection, app)? >= MOST {
            return Ok(Err(Refusal::TooMany));
        }
        let id = offers::create(connection, app, (&terms, &draft.groups), (&salt, now))?;
        let offer = offers::find(connection, actor.publisher, id)?;
        let of_app = apps::find(connection, actor.publisher, app.id)?.name;
        let created = described(Changes::none().has(Recorded::App, of_app), None, &(offer.clone(), named));
        audit::record(connection, actor, now, (Action::Created, Subject::offer(&offer), created))?;
        Ok(Ok(offer))
    })?
}

/// Changes the offer, if it is still of this version.
pub fn change(state: &State, actor: &Actor, (id, version): (OfferId, i64), draft: &Draft) -> Result<Offer, Refusal> {
    actor.require(Role::Editor)?;
    let now = state.clock.now();
    state.database.write_groups_now(actor.publisher, |connection| {
        let was = offers::find(connection, actor.publisher, id)?;
        if was.state == OfferState::Archived {
            return Ok(Err(Refusal::State(was.state)));
        }
        if was.version != version {
            let changes = audit::since(connection, actor.publisher, Subject::offer(&was), version)?;
            return Ok(Err(Refusal::ChangedMeanwhile { changes }));
        }
        let (terms, named) = match draft::checked(connection, actor, was.app_id, draft)? {
            Ok(checked) => checked,
            Err(errors) => return Ok(Err(Refusal::Fields(errors))),
        };
        if let Some(taken) = taken(connection, was.app(), (&terms.name_key, &terms.flag_key), Some(id))? {
            return Ok(Err(taken));
        }
        let before = (was.clone(), named_of(connection, actor, &was)?);
        // Groups are locked, and claims change nothing of this, so it is as it was read.
        offers::update(connection, &was, (&terms, &draft.groups), now)?;
        let offer = offers::find(connection, actor.publisher, id)?;
        let changes = described(Changes::none(), Some(&before), &(offer.clone(), named));
        audit::record(connection, actor, now, (Action::Changed, Subject::offer(&offer), changes))?;
        Ok(Ok(offer))
    })?
}

/// The app's offer of this name, in which capitals do not matter.
pub fn named(state: &State, actor: &Actor, app: AppId, name: &str) -> Result<Option<Offer>, StoreError> {
    let app = AppKey { publisher: actor.publisher, id: app };
    state.database.read_now(|connection| offers::named(connection, app, &apps::name_key(name.trim())))
}

/// Whether saving the draft in the app, or as the offer there is, would change anything; an error if it would be refused.
pub fn check(state: &State, actor: &Actor, app: AppId, before: Option<&Offer>, draft: &Draft) -> Result<bool, Refusal> {
    actor.require(Role::Editor)?;
    state.database.read_now(|connection| {
        if let Some(archived) = before.filter(|offer| offer.state == OfferState::Archived) {
            return Ok(Err(Refusal::State(archived.state)));
        }
        let (terms, _) = match draft::checked(connection, actor, app, draft)? {
            Ok(checked) => checked,
            Err(errors) => return Ok(Err(Refusal::Fields(errors))),
        };
        let (key, own) = (AppKey { publisher: actor.publisher, id: app }, before.map(|offer| offer.id));
        if let Some(taken) = taken(connection, key, (&terms.name_key, &terms.flag_key), own)? {
            return Ok(Err(taken));
        }
        let Some(before) = before else { return Ok(Ok(true)) };
        let groups = offers::groups(connection, actor.publisher, before.id)?;
        let is_same = groups == draft.groups.in_order() && before.terms() == terms;
        Ok(Ok(!is_same))
    })?
}

/// Makes the offer as the draft has it. If it is so already, nothing changes.
pub fn change_to(state: &State, actor: &Actor, before: &Offer, draft: &Draft) -> Result<Offer, Refusal> {
    if check(state, actor, before.app_id, Some(before), draft)? {
        change(state, actor, (before.id, before.version), draft)
    } else {
        Ok(before.clone())
    }
}

/// Does a step with the offer. Doing it again changes nothing.
pub fn step(state: &State, actor: &Actor, id: OfferId, step: Step) -> Result<Offer, Refusal> {
    actor.require(Role::Editor)?;
    let ((from, to, action), now) = (step.of(), state.clock.now());
    state.database.write_groups_now(actor.publisher, |connection| {
        let was = offers::find(connection, actor.publisher, id)?;
        if was.state == to {
            return Ok(Ok(was));
        }
        if step == Step::Start
            && was.code_mode == CodeMode::Pool
            && offer_codes::free(connection, (actor.publisher, id))?.is_none()
        {
            return Ok(Err(Refusal::NoCodes));
        }
        if !offers::set_state(connection, (actor.publisher, id), (from, to), now)? {
            return Ok(Err(Refusal::State(was.state)));
        }
        let offer = offers::find(connection, actor.publisher, id)?;
        let changes = Changes::none().change(Recorded::State, was.state.word(), to.word());
        audit::record(connection, actor, now, (action, Subject::offer(&offer), changes))?;
        Ok(Ok(offer))
    })?
}

/// Whether another offer has the name or the key.
fn taken(
    connection: &mut DbConnection,
    app: AppKey,
    (name, key): (&str, &str),
    own: Option<OfferId>,
) -> QueryResult<Option<Refusal>> {
    let is_other = |offer: &Offer| Some(offer.id) != own;
    let mut errors = Vec::new();
    if offers::named(connection, app, name)?.is_some_and(|offer| is_other(&offer)) {
        errors.push(FieldError::of(Field::Name, Reason::NameTaken));
    }
    if offers::of_flag(connection, app.publisher, key)?.is_some_and(|offer| is_other(&offer)) {
        errors.push(FieldError::of(Field::Key, Reason::KeyTaken));
    }
    Ok((!errors.is_empty()).then_some(Refusal::Fields(errors)))
}

/// The names of the offer's groups.
fn named_of(connection: &mut DbConnection, actor: &Actor, offer: &Offer) -> QueryResult<Named> {
    let groups = offers::groups(connection, actor.publisher, offer.id)?;
    Ok(choice::named(&customer_groups::of_publisher(connection, actor.publisher)?, &groups))
}

/// What the audit log has of an offer: all that it has, or what differs.
fn described(changes: Changes, before: Option<&(Offer, Named)>, after: &(Offer, Named)) -> Changes {
    let fields = |(offer, named): &(Offer, Named)| recorded(&Draft::of(offer, Groups::default()), named);
    changes.described(before.map(fields), fields(after))
}

/// The fields of an offer, as the audit log has them.
pub fn recorded(draft: &Draft, named: &Named) -> [(Recorded, Option<String>); 19] {
    let some = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
    let products = draft.products.iter().map(|product| product.trim()).filter(|product| !product.is_empty());
    let texts = draft.texts.iter().map(|text| format!("{}: {} {}", text.language, text.title, text.body));
    let moment = |moment: Option<chrono::NaiveDateTime>| moment.map(|moment| moment.to_string());
    [
        (Recorded::Name, some(&draft.name)),
        (Recorded::FlagKey, some(&draft.key)),
        (Recorded::Kind, some(draft.kind.word())),
        (Recorded::Worth, draft.worth_of_kind().map(|worth| worth.to_string())),
        (Recorded::Products, some(&products.collect::<Vec<_>>().join(", "))),
        (Recorded::Groups, some(&named.included)),
        (Recorded::ExceptGroups, some(&named.excluded)),
        (Recorded::StartsAt, moment(draft.starts_at)),
        (Recorded::EndsAt, moment(draft.ends_at)),
        (Recorded::Place, Some(draft.place.to_string())),
        (Recorded::PerCustomer, Some(draft.per_customer.to_string())),
        (Recorded::Stock, draft.stock.map(|stock| stock.to_string())),
        (Recorded::Holdout, Some(draft.holdout.to_string())),
        (Recorded::CodeMode, some(draft.code_mode.word())),
        (Recorded::SharedCode, draft.code_of_mode().map(str::to_owned)),
        (Recorded::Texts, some(&texts.collect::<Vec<_>>().join(" / "))),
        (Recorded::GraceHours, Some(draft.grace_hours.to_string())),
        (Recorded::ReservationMinutes, Some(draft.reservation_minutes.to_string())),
        (Recorded::ReturnsRefunds, Some(draft.returns_refunds.to_string())),
    ]
}
