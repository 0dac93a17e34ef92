//! How the program's own types lie in columns: ids as whole numbers. The types themselves know no database.

use crate::ids::{AppId, AttributeId, CustomerId, GroupId, ImportId, JobId, LinkId, Number, PublisherId, UserId};
use diesel::backend::Backend;
use diesel::deserialize::{self, FromSql, FromSqlRow};
use diesel::expression::AsExpression;
use diesel::serialize::{self, Output, ToSql};
use diesel::sql_types::Integer;

/// Lets columns of whole numbers hold types that are made from a number and lend it.
macro_rules! stored_as_numbers {
    ($($type:ty),* $(,)?) => {$(
        const _: () = {
            #[derive(AsExpression, FromSqlRow)]
            #[diesel(foreign_derive, sql_type = Integer)]
            #[expect(dead_code, reason = "Diesel derives for a type of another module through a wrapper that is never made")]
            struct Wrapper($type);
        };

        impl<DB: Backend> ToSql<Integer, DB> for $type
        where
            Number: ToSql<Integer, DB>,
        {
            fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, DB>) -> serialize::Result {
                AsRef::<Number>::as_ref(self).to_sql(out)
            }
        }

        impl<DB: Backend> FromSql<Integer, DB> for $type
        where
            Number: FromSql<Integer, DB>,
        {
            fn from_sql(bytes: DB::RawValue<'_>) -> deserialize::Result<Self> {
                Number::from_sql(bytes).map(Self::from)
            }
        }
    )*};
}

stored_as_numbers!(PublisherId, UserId, AppId, GroupId, CustomerId, ImportId, JobId, LinkId, AttributeId);
