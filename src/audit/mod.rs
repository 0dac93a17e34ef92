//! The audit log: each use case that changes something, or takes data out, records an entry in the transaction of the
//! change. Below the other use cases, which all call [`record`].

mod changes;
pub mod export;
pub mod list;

pub use crate::store::audit_entries::{Action, ActorKind, SubjectKind};
pub use changes::{Changes, Field};

use crate::access::Actor;
use crate::ids::{CustomerId, IdentityKeyId, InvitationId, Number, PublisherId, TemplateId, TokenId, UserId};
use crate::store::apps::App;
use crate::store::audit_entries::{self, AuditEntry, NewAuditEntry};
use crate::store::custom_attributes::CustomAttribute;
use crate::store::customer_groups::CustomerGroup;
use crate::store::flights::FlightRow;
use crate::store::group_tests::GroupTest;
use crate::store::import_drafts::ImportDraft;
use crate::store::imports::Import;
use crate::store::notifications::Notification;
use crate::store::offers::Offer;
use crate::store::releases::ReleaseRow;
use crate::store::users::User;
use crate::store::webhook_endpoints::WebhookEndpoint;
use crate::store::{DbConnection, QueryResult, api_tokens, users};
use chrono::NaiveDateTime;
use ipnet::IpNet;

/// Who did something, and for which publisher.
#[derive(Clone, Copy, Debug)]
pub struct Author {
    publisher: PublisherId,
    kind: ActorKind,
    user: Option<UserId>,
    token: Option<Number>,
    network: Option<IpNet>,
}

impl Author {
    /// Background work.
    pub const fn job(publisher: PublisherId) -> Self {
        Self { publisher, kind: ActorKind::Job, user: None, token: None, network: None }
    }

    /// Whoever ran a command.
    pub const fn command(publisher: PublisherId) -> Self {
        Self { publisher, kind: ActorKind::Command, user: None, token: None, network: None }
    }

    pub const fn user(publisher: PublisherId, user: UserId) -> Self {
        Self { publisher, kind: ActorKind::Person, user: Some(user), token: None, network: None }
    }

    /// Someone who is not signed in.
    pub const fn stranger(publisher: PublisherId) -> Self {
        Self { publisher, kind: ActorKind::Stranger, user: None, token: None, network: None }
    }

    /// From this network.
    pub const fn from_network(self, network: IpNet) -> Self {
        Self { network: Some(network), ..self }
    }
}

impl From<&Actor> for Author {
    fn from(actor: &Actor) -> Self {
        match actor.user {
            Some(user) => Self::user(actor.publisher, user),
            None => match actor.token {
                Some(token) => {
                    Self { token: Some(token.into()), kind: ActorKind::Token, ..Self::command(actor.publisher) }
                }
                None => Self::command(actor.publisher),
            },
        }
    }
}

/// What something was done to, with its name at that time.
#[derive(Clone, Copy, Debug)]
pub struct Subject<'a> {
    kind: SubjectKind,
    id: Option<Number>,
    name: &'a str,
    /// The version since the change; `None` if it has none.
    version: Option<i64>,
}

impl<'a> Subject<'a> {
    pub fn app(app: &'a App) -> Self {
        Self { kind: SubjectKind::App, id: Some(app.id.into()), name: &app.name, version: Some(app.version) }
    }

    pub fn attribute(attribute: &'a CustomAttribute) -> Self {
        Self { kind: SubjectKind::Attribute, id: Some(attribute.id.into()), name: &attribute.name, version: None }
    }

    pub fn group(group: &'a CustomerGroup) -> Self {
        Self { kind: SubjectKind::Group, id: Some(group.id.into()), name: &group.name, version: Some(group.version) }
    }

    /// The list of groups.
    pub const fn groups() -> Self {
        Self { kind: SubjectKind::Group, id: None, name: "", version: None }
    }

    pub fn draft(draft: &'a ImportDraft) -> Self {
        Self { kind: SubjectKind::Draft, id: Some(draft.id.into()), name: &draft.file_name, version: None }
    }

    pub fn import(import: &'a Import) -> Self {
        Self { kind: SubjectKind::Import, id: Some(import.id.into()), name: &import.file_name, version: None }
    }

    /// A customer; `None` for one who is no more.
    pub fn customer(customer: Option<CustomerId>) -> Self {
        Self { kind: SubjectKind::Customer, id: customer.map(Number::from), name: "", version: None }
    }

    /// The publisher's rules, at this version.
    pub const fn rules(version: i64) -> Self {
        Self { version: Some(version), ..Self::settings() }
    }

    pub const fn settings() -> Self {
        Self { kind: SubjectKind::Settings, id: None, name: "", version: None }
    }

    pub fn invitation(id: InvitationId, address: &'a str) -> Self {
        Self { kind: SubjectKind::Invitation, id: Some(id.into()), name: address, version: None }
    }

    /// The audit log itself.
    pub const fn log() -> Self {
        Self { kind: SubjectKind::AuditLog, id: None, name: "", version: None }
    }

    pub fn user(user: &'a User) -> Self {
        Self { kind: SubjectKind::User, id: Some(user.id.into()), name: &user.email, version: None }
    }

    /// An endpoint of webhooks, by its origin: the path of its address may hold a secret of the receiver.
    pub fn webhook(endpoint: &WebhookEndpoint, origin: &'a str) -> Self {
        let (id, version) = (Some(endpoint.id.into()), Some(endpoint.version));
        Self { kind: SubjectKind::Webhook, id, name: origin, version }
    }

    pub fn flight(flight: &'a FlightRow) -> Self {
        let (id, version) = (Some(flight.id.into()), Some(flight.version));
        Self { kind: SubjectKind::Flight, id, name: &flight.name, version }
    }

    /// A release, by its version.
    pub fn release(release: &'a ReleaseRow) -> Self {
        let id = Some(release.id.into());
        Self { kind: SubjectKind::Release, id, name: &release.version, version: Some(release.edits) }
    }

    pub fn offer(offer: &'a Offer) -> Self {
        Self { kind: SubjectKind::Offer, id: Some(offer.id.into()), name: &offer.name, version: Some(offer.version) }
    }

    pub fn test(test: &'a GroupTest) -> Self {
        Self { kind: SubjectKind::Test, id: Some(test.id.into()), name: &test.name, version: Some(test.version) }
    }

    pub fn token(id: TokenId, name: &'a str) -> Self {
        Self { kind: SubjectKind::Token, id: Some(id.into()), name, version: None }
    }

    pub fn notification(notification: &'a Notification) -> Self {
        let (id, version) = (Some(notification.id.into()), Some(notification.version));
        Self { kind: SubjectKind::Notification, id, name: &notification.name, version }
    }

    /// What notifications begin with.
    pub fn template(id: TemplateId, name: &'a str) -> Self {
        Self { kind: SubjectKind::Template, id: Some(id.into()), name, version: None }
    }

    pub fn identity_key(id: IdentityKeyId, name: &'a str) -> Self {
        Self { kind: SubjectKind::IdentityKey, id: Some(id.into()), name, version: None }
    }
}

/// Adds an entry to the log, in the transaction of what it says.
pub fn record(
    connection: &mut DbConnection,
    author: impl Into<Author>,
    at: NaiveDateTime,
    (action, subject, changes): (Action, Subject<'_>, Changes),
) -> QueryResult<()> {
    let author = author.into();
    let name = match author.user {
        Some(user) => users::find(connection, author.publisher, user)?.email,
        None => match author.token {
            Some(token) => api_tokens::find(connection, author.publisher, TokenId::from(token))?.name,
            None => String::new(),
        },
    };
    let (before, after) = changes.into_texts();
    let entry = NewAuditEntry {
        publisher_id: author.publisher,
        at,
        actor_kind: author.kind,
        user_id: author.user,
        token_id: author.token,
        actor_name: &name,
        action,
        subject_kind: subject.kind,
        subject_id: subject.id,
        subject_name: subject.name,
        before,
        after,
        network: author.network.map(|network| network.to_string()),
        subject_version: subject.version,
    };
    audit_entries::add(connection, &entry)
}

/// The last entries about a subject after this version of it, the oldest of them first: for whoever changes that version.
pub fn since(
    connection: &mut DbConnection,
    publisher: PublisherId,
    subject: Subject<'_>,
    version: i64,
) -> QueryResult<Vec<AuditEntry>> {
    audit_entries::since(connection, publisher, (subject.kind, subject.id), version)
}

/// The entry of the last change of one field of a subject, if there is one.
pub fn last_change(
    connection: &mut DbConnection,
    publisher: PublisherId,
    subject: Subject<'_>,
    field: Field,
) -> QueryResult<Vec<AuditEntry>> {
    let last = audit_entries::last_with(connection, publisher, (subject.kind, subject.id), field.word())?;
    Ok(last.into_iter().collect())
}
