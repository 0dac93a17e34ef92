use super::*;
use std::io::Cursor;

fn file(bytes: &[u8]) -> PeopleFile {
    read(Cursor::new(bytes), 100, false).unwrap()
}

fn entries(text: &str) -> Vec<String> {
    file(text.as_bytes()).typed.lines().map(str::to_owned).collect()
}

fn problem(text: &str) -> Problem {
    match read(Cursor::new(text.as_bytes()), 100, false) {
        Err(SurveyError::Problem(problem)) => problem,
        other => panic!("{other:?}"),
    }
}

#[test]
fn an_open_quotation_mark_costs_its_own_line_and_is_named() {
    let lines =
        |name: &str, count: usize| (0..count).map(|n| format!("{name}{n},{name}{n}@example.com\n")).collect::<String>();
    let file = file(format!("name,email\n{}\"Bob,bob@example.com\n{}", lines("P", 5), lines("Q", 50)).as_bytes());
    assert_eq!((file.lines, file.refused_count), (55, 1));
    assert_eq!((file.refused[0].number, file.refused[0].refusal.reason), (7, Reason::OpenQuote));
    assert_eq!(file.refused[0].text, "\"Bob,bob@example.com");
}

#[test]
fn a_line_that_is_cut_short_or_too_long_is_named() {
    let file =
        file(b"name,email\nAnn,ann@example.com\nBob\n\"Cy\",cy@example.com\nDee,3 High St,dee@example.com\nEve,\n");
    assert_eq!(file.typed, "ann@example.com\ncy@example.com\n");
    let refused: Vec<_> = file.refused.iter().map(|line| (line.number, line.refusal.reason)).collect();
    assert_eq!(refused, [(3, Reason::Ragged), (5, Reason::Ragged)]);
    assert_eq!(file.without, 1);
}

#[test]
fn the_column_whose_cells_are_addresses_is_read_and_never_one_of_postal_addresses() {
    for text in [
        "Name,Address,Email\nAnn,12 Rue Haute,ann@example.com\n",
        "Nom;Adresse;Courriel\nAnn;12 rue Haute;ann@example.com\n",
        "Nom;Adresse;Kontakt\nAnn;12 rue Haute;ann@example.com\n",
        "Address,Note\nann@example.com,met @ the fair\n",
        "order,customer_email,agent,note\n1,ann@example.com,agent1@shop.example,reply to ceo@shop.example\n",
        "Secondary email,Email (personal)\nann2@example.com,ann@example.com\n",
        "Email status,Contact email\nsubscribed,ann@example.com\n",
        "Email,Address 1\nyes,ann@example.com\nno,\nyes,\nno,\n",
        "1,Ann,ann@example.com\n",
        "Members of the club\n\nid,Primary Email\n1,ann@example.com\n",
        "id,email,email_normalized\n1,ann@example.com,ann@example.com\n",
    ] {
        assert_eq!(entries(text), ["ann@example.com"], "{text}");
    }
}

#[test]
fn the_headings_of_other_programs_are_known() {
    for heading in [
        "Customer Email",
        "User email",
        "E-mail 1 - Value",
        "Adresse électronique",
        "Mél",
        "Primary Email",
        "Mail address",
        "Subscriber Email",
        "Email (personal)",
        "Contact email",
        "E-mail",
        "Email Address [Required]",
        "Adresse de messagerie",
        "ADRESSE E-MAIL",
        "Courriel",
        "Buyer's e-mail",
        "billing_email",
    ] {
        let text = format!("Agent;{heading}\nagent@shop.example;ann@example.com\n");
        let file = file(text.as_bytes());
        assert_eq!((file.typed.as_str(), file.column.as_str()), ("ann@example.com\n", heading));
    }
}

#[test]
fn the_first_of_several_addresses_in_a_cell_is_read() {
    let google = "First Name,E-mail 1 - Label,E-mail 1 - Value,E-mail 2 - Value\nAnn,* Home,ann@example.com,ann@work.example\n\
        Bob,,bob@example.com ::: bob2@example.com,\nCy,,\"cy@example.com, cy2@example.com\",\n";
    assert_eq!(entries(google), ["ann@example.com", "bob@example.com", "cy@example.com"]);
}

#[test]
fn a_file_of_nothing_but_entries_is_read_as_it_would_be_typed() {
    let typed = "Ann Lee <ann@example.com>; \"Ray, Bob\" <bob@example.com>, 'cy@example.com'; (dee@example.com)";
    assert_eq!(entries(typed), [typed]);
    assert_eq!(entries("ann@example.com,bob@example.com\ncy@example.com,dee@example.com\n").len(), 2);
    assert_eq!(entries("1001\n1002\n"), ["1001", "1002"]);
}

#[test]
fn names_marks_and_apostrophes_around_an_address_are_left_out() {
    let text = "email\n\"Ann Lee <ann@example.com>\"\n<bob@example.com>\nmailto:cy@example.com\n'+tag@example.com\n";
    assert_eq!(entries(text), ["ann@example.com", "bob@example.com", "cy@example.com", "+tag@example.com"]);
}

#[test]
fn a_fault_in_an_address_stays_an_entry_and_other_text_is_named() {
    let file = file(b"email\nann@example\nnot an address\nN/A\nbob@example.com\nC-3\n");
    assert_eq!((file.typed.as_str(), file.without), ("ann@example\nbob@example.com\nC-3\n", 1));
    assert_eq!(file.refused[0].refusal, Refusal::of_cell(Reason::Email, "email", "not an address"));
}

#[test]
fn a_column_of_account_ids_takes_the_place_of_addresses() {
    let file = file(b"Name;Customer ID\nAnn;1001\nBob;1.23457E+12\n");
    assert_eq!((file.typed.as_str(), file.column.as_str(), file.has_addresses), ("1001\n", "Customer ID", false));
    assert_eq!(file.refused[0].refusal.reason, Reason::DamagedNumber);
    assert_eq!(entries("Customer ID,Email\n1,ann@example.com\n"), ["ann@example.com"]);
}

#[test]
fn a_file_without_people_has_a_problem() {
    let headers = ["Name", "City"].map(String::from).to_vec();
    assert_eq!(problem("Name,City\nAnn,Lyon\n"), Problem::NoPeople { headers });
    assert_eq!(problem(""), Problem::Empty);
    assert_eq!(problem("email\n"), Problem::Empty);
    assert_eq!(problem("PK\u{3}\u{4}"), Problem::Workbook);
}

#[test]
fn every_encoding_of_the_imports_is_read() {
    let text = "email\nzoé@example.com\nann@example.com\n";
    let utf_16: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let marked = [b"\xFF\xFE".as_slice(), &utf_16].concat();
    for bytes in [text.as_bytes(), &utf_16, &marked, b"email\nzo\xE9@example.com\nann@example.com\n"] {
        assert_eq!(file(bytes).typed, "zoé@example.com\nann@example.com\n");
    }
}

#[test]
fn no_more_lines_are_read_than_a_group_needs() {
    let text = format!("email\n{}", "ann@example.com\n".repeat(500));
    let file = read(Cursor::new(text.as_bytes()), 100, false).unwrap();
    assert_eq!((file.lines, file.is_cut), (100, true));
}
