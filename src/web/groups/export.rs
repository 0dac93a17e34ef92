//! A group's members as a .csv file. That of a known user group, and that of a segment without chosen columns, can be
//! imported again.

use super::members::MembersQuery;
use super::show::looking;
use crate::access::Addresses;
use crate::addresses::is_account;
use crate::groups::WithAddresses;
use crate::groups::export::{members, table};
use crate::groups::members::Members;
use crate::ids::GroupId;
use crate::spreadsheet::record_in;
use crate::store::group_addresses::NewAddress;
use crate::web::customers::{customers_file, table_file};
use crate::web::download::{BYTE_ORDER_MARK, csv_response};
use crate::web::visitor::{SignedIn, Viewer};
use crate::web::work::PageResult;
use actix_web::web;

/// Exports a .csv file: the customers of a segment, as the table that is asked for, or the addresses of a known user
/// group.
pub async fn export(
    Viewer(visitor): Viewer,
    path: web::Path<GroupId>,
    query: web::Query<Vec<(String, String)>>,
) -> PageResult {
    let asked = MembersQuery::read(query.into_inner());
    if asked.has_columns() || asked.shape().sort.is_some() {
        return export_table(&visitor, *path, asked).await;
    }
    let found = visitor.run(move |visit| Ok(members(&visit.state, &visit.actor, &visit.publisher, *path)?));
    let (WithAddresses { group, addresses }, members) = found.await?;
    let name = group.name;
    let (locale, shown) = (visitor.locale, Addresses::new(visitor.role));
    Ok(match members {
        Members::Segment(customers) => customers_file(&visitor.state, customers, &name, (shown, locale)),
        Members::Listed { .. } => {
            let mut file = BYTE_ORDER_MARK.to_vec();
            if addresses.iter().any(|entry| is_account(&entry.email_key)) {
                file.extend(record_in(locale, ["email", "account_id"]));
                let row = |entry: &NewAddress| {
                    let text = &shown.shown(&entry.email);
                    record_in(
                        locale,
                        if is_account(&entry.email_key) { ["", text.as_str()] } else { [text.as_str(), ""] },
                    )
                };
                file.extend(addresses.iter().flat_map(row));
            } else {
                file.extend(record_in(locale, ["email"]));
                file.extend(
                    addresses.iter().flat_map(|address| record_in(locale, [shown.shown(&address.email).as_str()])),
                );
            }
            csv_response(&name).body(file)
        }
    })
}

async fn export_table(visitor: &SignedIn, group: GroupId, asked: MembersQuery) -> PageResult {
    let found = visitor.run(move |visit| Ok(table(looking(&visit), group, &asked.shape())?));
    let (group, table) = found.await?;
    Ok(table_file(&visitor.state, table, &group.name, (Addresses::new(visitor.role), visitor.locale)))
}
