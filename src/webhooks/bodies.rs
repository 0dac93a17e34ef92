//! What messages say, made when they are sent: an account id is looked up only then, so that someone who was erased is named in
//! no later attempt and in no replay.

use super::outbox::whose;
use crate::accounts::sealed::Seal;
use crate::ids::{AppKey, PublisherId};
use crate::store::webhook_messages::{WebhookEvent, WebhookMessage};
use crate::store::{DbConnection, QueryResult, apps, broken_off_by, webhook_people};
use chrono::SecondsFormat;
use diesel::result::Error;
use roaring::RoaringBitmap;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};
use std::collections::HashMap;

/// The most customers that a message names who came, and who left. If there are more, it says where they are listed.
pub const MOST_NAMED: u64 = 100;

/// How many a part of everyone in a group names: that many account ids of the greatest length keep a message within 20 kB.
pub const PER_PART: u64 = 50;

/// The longest body in bytes, below the 20 kB that the standard asks for: longer lists are left out.
const LONGEST: usize = 19_000;

/// What a row has to find people by, and no message says.
const INTERNAL: [&str; 2] = ["browsers", "grant"];

/// A message that is ready to be signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Body {
    /// The id that receivers see, the same for each attempt.
    pub id: String,
    /// The row, and which of its messages this is, counted from 0.
    pub row: i64,
    pub part: i64,
    pub text: String,
    /// The account ids that it names.
    pub accounts: Vec<String>,
}

/// The messages of a row from the one numbered `from` on, at most `most`; `None` if nobody can say any more what it was about.
pub fn of_row(
    connection: &mut DbConnection,
    (publisher, seal): (PublisherId, &Seal),
    row: &WebhookMessage,
    from: i64,
    most: i64,
) -> QueryResult<Option<Vec<Body>>> {
    let parts: Vec<i64> = (from..row.count.min(from + most)).collect();
    let maker = Maker { publisher, row };
    match (row.event, row.change_id, &row.members) {
        (WebhookEvent::MemberEntered | WebhookEvent::MemberLeft, _, Some(moved)) => {
            maker.singles(connection, &read(moved)?, &parts).map(Some)
        }
        (_, Some(change), _) => {
            let Some(group) = row.group_id else { return Ok(None) };
            let found = webhook_people::change(connection, publisher, (group, change))?;
            let Some((came, gone)) = found else { return Ok(None) };
            Ok(Some(vec![maker.change(connection, change, (&read(&came)?, &read(&gone)?))?]))
        }
        (_, None, Some(members)) => maker.everyone(connection, &read(members)?, &parts).map(Some),
        (WebhookEvent::DeliveryLaunched, ..) => Ok(Some(vec![maker.launched(connection)?])),
        (WebhookEvent::OfferClaimed, ..) => Ok(Some(vec![maker.claimed(connection)?])),
        (WebhookEvent::CustomerErased, ..) => Ok(Some(vec![maker.erased(seal)?])),
        _ => Ok(Some(vec![maker.body(0, json!({}), Vec::new())?])),
    }
}

fn read(bitmap: &[u8]) -> QueryResult<RoaringBitmap> {
    RoaringBitmap::deserialize_from(bitmap).map_err(broken_off_by)
}

/// The positions from a place of the bitmap on, at most `most`.
fn from_place(members: &RoaringBitmap, place: i64, most: usize) -> Vec<u32> {
    let first = u32::try_from(place).ok().and_then(|place| members.select(place));
    first.map_or_else(Vec::new, |first| members.range(first..).take(most).collect())
}

/// Makes the messages of one row.
struct Maker<'a> {
    publisher: PublisherId,
    row: &'a WebhookMessage,
}

impl Maker<'_> {
    /// A message of a run with these fields beside those that all of the run have.
    fn body(&self, part: i64, more: Value, accounts: Vec<String>) -> QueryResult<Body> {
        let row = self.row;
        let shared: Value = serde_json::from_str(&row.data).map_err(|error| broken_off_by(error.into()))?;
        let mut data = Map::new();
        if row.sequence > 0 {
            data.insert(String::from("sequence"), json!(row.sequence + part));
        }
        for fields in [shared, more] {
            if let Value::Object(fields) = fields {
                data.extend(fields);
            }
        }
        data.retain(|name, _| !INTERNAL.contains(&name.as_str()));
        let timestamp = row.happened_at.and_utc().to_rfc3339_opts(SecondsFormat::Millis, true);
        let text = json!({ "type": row.event.word(), "timestamp": timestamp, "data": data }).to_string();
        let id = if row.count > 1 { format!("msg_{}_{part}", row.word) } else { format!("msg_{}", row.word) };
        Ok(Body { id, row: row.id, part, text, accounts })
    }

    /// The account ids of these positions that are still held.
    fn accounts(
        &self,
        connection: &mut DbConnection,
        positions: impl Iterator<Item = u32>,
    ) -> QueryResult<HashMap<u32, String>> {
        let Some(id) = self.row.app_id else { return Ok(HashMap::new()) };
        let positions: Vec<i32> = positions.filter_map(|position| i32::try_from(position).ok()).collect();
        let app = AppKey { publisher: self.publisher, id };
        let found = webhook_people::accounts_at(connection, app, &positions)?;
        Ok(found.into_iter().map(|(position, account)| (position.unsigned_abs(), account)).collect())
    }

    /// One message for each of these members. Someone who is no longer held is not named, but has their sequence.
    fn singles(&self, connection: &mut DbConnection, moved: &RoaringBitmap, parts: &[i64]) -> QueryResult<Vec<Body>> {
        let positions = from_place(moved, parts.first().copied().unwrap_or_default(), parts.len());
        let accounts = self.accounts(connection, positions.iter().copied())?;
        let places = positions.into_iter().map(Some).chain(std::iter::repeat(None));
        let body = |(part, position): (&i64, Option<u32>)| {
            let account = position.and_then(|position| accounts.get(&position)).cloned();
            self.body(*part, json!({ "account_id": account }), account.into_iter().collect())
        };
        parts.iter().zip(places).map(body).collect()
    }

    /// Who came and who left, or where that is listed.
    fn change(
        &self,
        connection: &mut DbConnection,
        change: i32,
        (came, gone): (&RoaringBitmap, &RoaringBitmap),
    ) -> QueryResult<Body> {
        if came.len().max(gone.len()) <= MOST_NAMED {
            let found = self.accounts(connection, came.iter().chain(gone))?;
            let list = |of: &RoaringBitmap| -> Vec<String> {
                of.iter().filter_map(|position| found.get(&position)).cloned().collect()
            };
            let (entered, left) = (list(came), list(gone));
            let accounts = [entered.clone(), left.clone()].concat();
            let body =
                self.body(0, json!({ "change": change.to_string(), "entered": entered, "left": left }), accounts)?;
            if body.text.len() <= LONGEST {
                return Ok(body);
            }
        }
        let group = self.row.group_id.map_or_else(String::new, |group| group.to_string());
        let link = format!("/api/v1/groups/{group}/changes?after={}", change - 1);
        self.body(0, json!({ "change": change.to_string(), "changes": link }), Vec::new())
    }

    /// A part of everyone who was in a group.
    fn everyone(
        &self,
        connection: &mut DbConnection,
        members: &RoaringBitmap,
        parts: &[i64],
    ) -> QueryResult<Vec<Body>> {
        let (size, mut bodies) = (usize::try_from(PER_PART).unwrap_or(usize::MAX), Vec::new());
        for part in parts {
            let positions = from_place(members, part.saturating_mul(PER_PART.cast_signed()), size);
            let found = self.accounts(connection, positions.iter().copied())?;
            let entered: Vec<String> = positions.iter().filter_map(|position| found.get(position)).cloned().collect();
            let more = json!({ "part": part + 1, "parts": self.row.count, "entered": &entered, "left": [] });
            bodies.push(self.body(*part, more, entered)?);
        }
        Ok(bodies)
    }

    /// A field of what the row has to find people by.
    fn internal<T: DeserializeOwned + Default>(&self, name: &str) -> QueryResult<T> {
        let mut data: Value = serde_json::from_str(&self.row.data).map_err(|error| broken_off_by(error.into()))?;
        Ok(serde_json::from_value(data[name].take()).unwrap_or_default())
    }

    /// Who followed the messages at these browsers, as far as they are still held.
    fn launched(&self, connection: &mut DbConnection) -> QueryResult<Body> {
        let (notification, browsers): (String, Vec<i32>) = (self.internal("notification")?, self.internal("browsers")?);
        let accounts = match notification.parse() {
            Ok(notification) => webhook_people::launched(connection, self.publisher, (notification, &browsers))?,
            Err(_) => Vec::new(),
        };
        self.body(0, json!({ "launched": &accounts }), accounts)
    }

    /// Who has claimed it with which order, as long as the customer is held.
    fn claimed(&self, connection: &mut DbConnection) -> QueryResult<Body> {
        let grant: i32 = self.internal("grant")?;
        let found = webhook_people::claim(connection, self.publisher, grant.into())?;
        let (account, order, amount) = found.unwrap_or_default();
        // A deleted app has no currency any more.
        let currency = match self.row.app_id.map(|app| apps::find(connection, self.publisher, app)) {
            Some(Ok(app)) => Some(app.currency.word()),
            Some(Err(Error::NotFound)) | None => None,
            Some(Err(error)) => return Err(error),
        };
        let more = json!({ "account_id": &account, "order_id": order, "amount": amount, "currency": currency });
        self.body(0, more, account.into_iter().collect())
    }

    /// The person, as long as the row has not forgotten them.
    fn erased(&self, seal: &Seal) -> QueryResult<Body> {
        let open = |sealed: &String| {
            let bytes = seal.open(whose(self.publisher), sealed).map_err(std::io::Error::other)?;
            String::from_utf8(bytes).map_err(std::io::Error::other)
        };
        let account = self.row.person.as_ref().map(open).transpose().map_err(broken_off_by)?;
        self.body(0, json!({ "account_id": account }), account.into_iter().collect())
    }
}

/// The beginning of an answer as it is kept: without the account ids that the message named, and without what may be an
/// e-mail address, because both would outlive an erasure.
pub fn without_people(answer: &str, accounts: &[String]) -> String {
    let plain = accounts.iter().fold(answer.to_owned(), |text, account| without(&text, account));
    let words =
        plain.split_inclusive(|one: char| one.is_whitespace() || matches!(one, '"' | '\'' | '<' | '>' | ',' | ';'));
    let hidden = |word: &str| match word.contains('@') {
        true => format!(
            "…{}",
            word.chars().last().filter(|last| !last.is_alphanumeric()).map_or_else(String::new, String::from)
        ),
        false => word.to_owned(),
    };
    words.map(hidden).collect()
}

/// The text without a name, where it is a word of its own.
fn without(text: &str, name: &str) -> String {
    if name.is_empty() {
        return text.to_owned();
    }
    let (mut rest, mut kept) = (text, String::new());
    while let Some(place) = rest.find(name) {
        let (before, after) = (&rest[..place], &rest[place + name.len()..]);
        let is_letter = |one: Option<char>| one.is_some_and(char::is_alphanumeric);
        let is_part = is_letter(before.chars().last()) || is_letter(after.chars().next());
        kept.push_str(before);
        kept.push_str(if is_part { name } else { "…" });
        rest = after;
    }
    kept + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_kept_without_the_people_whom_it_repeats() {
        let accounts = [String::from("u-1"), String::from("7")];
        for (answer, kept) in [
            ("unknown user u-1", "unknown user …"),
            (r#"{"id":"u-1","at":17}"#, r#"{"id":"…","at":17}"#),
            ("no such person: ann@example.com, sorry", "no such person: …, sorry"),
            ("7 of u-12 are new", "… of u-12 are new"),
            ("ok", "ok"),
        ] {
            assert_eq!(without_people(answer, &accounts), kept);
        }
        assert_eq!(without_people("ok", &[String::new()]), "ok");
    }
}
