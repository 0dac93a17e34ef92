//! A moment that may be there, as microseconds since 1970, for what is kept as JSON.

use chrono::{DateTime, NaiveDateTime};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

pub fn serialize<S: Serializer>(moment: &Option<NaiveDateTime>, serializer: S) -> Result<S::Ok, S::Error> {
    moment.map(|moment| moment.and_utc().timestamp_micros()).serialize(serializer)
}

pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<NaiveDateTime>, D::Error> {
    let micros = Option::<i64>::deserialize(deserializer)?;
    Ok(micros.and_then(DateTime::from_timestamp_micros).map(|moment| moment.naive_utc()))
}
