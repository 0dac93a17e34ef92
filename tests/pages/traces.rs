//! Finds what a database still holds: searches every column of every table, so that a new table is searched too.

use crate::site::Site;
use diesel::sql_types::Text;
use diesel::{QueryableByName, RunQueryDsl, sql_query};
use engage::store::{DbConnection, QueryResult};

#[derive(QueryableByName)]
struct Line {
    #[diesel(sql_type = Text)]
    line: String,
}

/// Every `table.column` with a value that contains one of the texts, whatever its case. Bytes are searched as hexadecimal.
pub fn traces(site: &Site, texts: &[&str]) -> Vec<String> {
    site.state.database.read_now(|connection| search(connection, texts)).unwrap()
}

/// Every table with a row of the app with this id.
pub fn rows_of_app(site: &Site, app: i32) -> Vec<String> {
    let read = |connection: &mut DbConnection| {
        let mut found = Vec::new();
        for column in columns(connection)? {
            let (table, name) = column.split_once('.').unwrap();
            if name == "app_id" || column == "apps.id" {
                found.extend(lines(
                    connection,
                    &format!("SELECT '{table}' AS line FROM {table} WHERE {name} = {app} LIMIT 1"),
                )?);
            }
        }
        Ok(found)
    };
    site.state.database.read_now(read).unwrap()
}

fn search(connection: &mut DbConnection, texts: &[&str]) -> QueryResult<Vec<String>> {
    let mut found = Vec::new();
    for column in columns(connection)? {
        let (table, name) = column.split_once('.').unwrap();
        let value = match connection {
            DbConnection::Sqlite(_) => {
                format!("lower(CASE WHEN typeof({name}) = 'blob' THEN hex({name}) ELSE CAST({name} AS TEXT) END)")
            }
            DbConnection::Postgresql(_) => format!("lower(CAST({name} AS TEXT))"),
        };
        for text in texts {
            let hex: String = text.bytes().map(|byte| format!("{byte:02x}")).collect();
            let query = format!(
                "SELECT '{column}' AS line FROM {table} WHERE {value} LIKE '%{text}%' OR {value} LIKE '%{hex}%' LIMIT 1"
            );
            found.extend(lines(connection, &query)?);
        }
    }
    found.dedup();
    Ok(found)
}

fn columns(connection: &mut DbConnection) -> QueryResult<Vec<String>> {
    let query = match connection {
        DbConnection::Sqlite(_) => {
            "SELECT m.name || '.' || c.name AS line FROM sqlite_master m, pragma_table_info(m.name) c WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%'"
        }
        DbConnection::Postgresql(_) => {
            "SELECT CAST(table_name || '.' || column_name AS TEXT) AS line FROM information_schema.columns WHERE table_schema = 'public'"
        }
    };
    lines(connection, query)
}

fn lines(connection: &mut DbConnection, query: &str) -> QueryResult<Vec<String>> {
    let rows: Vec<Line> = match connection {
        DbConnection::Sqlite(inner) => sql_query(query).load(inner)?,
        DbConnection::Postgresql(inner) => sql_query(query).load(inner)?,
    };
    Ok(rows.into_iter().map(|row| row.line).collect())
}
