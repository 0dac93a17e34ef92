//! What every answer carries, whatever was asked: error pages, headers, the refusal of foreign posts, static files.

use crate::site::on_both_databases;
use crate::visitor::{Visitor, signed_in_visitor};
use diesel::{RunQueryDsl, sql_query};
use engage::store::DbConnection;

on_both_databases! {
    fn an_unknown_page_is_a_404_in_the_visitors_language(site: &Site) {
        let english = Visitor::new(site).get("/nowhere");
        assert_eq!((english.status, english.text("html[lang=en] h1").as_str()), (404, "This page does not exist"));
        let french = Visitor::who_reads(site, "fr-CA,en;q=0.5").get("/nowhere");
        assert_eq!((french.status, french.text("html[lang=fr] h1").as_str()), (404, "Cette page n'existe pas"));
        let neither = Visitor::who_reads(site, "de,nl;q=0.5").get("/nowhere");
        assert_eq!(neither.select("html[lang=en] h1").len(), 1);
        // Who is signed in keeps the navigation, and nobody else has one.
        let owner = signed_in_visitor(site);
        for path in ["/nowhere", "/groups/999", "/customers/999/erase"] {
            let lost = owner.get(path);
            assert_eq!((lost.status, lost.select("nav a[href='/imports']").len()), (404, 1), "{path}");
            assert_eq!(lost.text("h1"), "This page does not exist", "{path}");
        }
        assert_eq!(owner.post("/groups", &[]).select("nav a[href='/imports']").len(), 1, "no such method");
        assert!([english, french, neither].iter().all(|page| page.select("nav").is_empty()));
    }

    fn every_answer_keeps_its_own_power_small(site: &Site) {
        let owner = signed_in_visitor(site);
        for path in ["/groups", "/groups/new", "/apps", "/sign-in", "/nowhere", "/groups/999"] {
            let answer = owner.get(path);
            let policy = answer.header("content-security-policy");
            assert!(policy.starts_with("default-src 'self';") && !policy.contains("unsafe"), "{path}: {policy}");
            assert!(policy.contains("frame-ancestors 'none'") && policy.contains("form-action 'self'"), "{path}");
            assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
            assert_eq!(answer.header("referrer-policy"), "same-origin", "{path}");
            assert_eq!(answer.header("cross-origin-resource-policy"), "same-origin", "{path}");
            assert!(answer.header("permissions-policy").contains("camera=()"), "{path}");
            assert_eq!(answer.header("strict-transport-security"), "", "{path}: the browser comes without TLS");
            assert_eq!(answer.header("cache-control"), "no-store", "{path}");
            assert!(answer.attributes("[style], [onclick], script:not([src])", "class").is_empty(), "{path}");
        }
    }

    fn another_host_name_is_not_served(site: &Site) {
        let visitor = Visitor::new(site);
        for host in ["evil.example", "127.0.0.1.evil.example:80", "engage.example.org"] {
            let answer = visitor.get_with("/sign-in", "host", host);
            assert_eq!((answer.status, answer.select("form").len()), (421, 0), "{host}");
        }
        for host in ["localhost:1", "127.0.0.1", "[::1]:8080"] {
            assert_eq!(visitor.get_with("/sign-in", "host", host).status, 200, "{host}");
        }
    }

    fn a_method_that_a_page_lacks_is_refused_with_those_it_has(site: &Site) {
        let visitor = Visitor::new(site);
        let posted = visitor.post("/apps/1", &[]);
        assert_eq!((posted.status, posted.header("allow")), (405, "GET, HEAD"));
        let deleted = visitor.send("/sign-in", visitor.deleting("/sign-in"));
        assert_eq!((deleted.status, deleted.header("allow")), (405, "GET, HEAD, POST"));
        let head = visitor.send("/sign-in", visitor.asking_for_head("/sign-in"));
        assert_eq!((head.status, head.body.as_str()), (200, ""));
        assert_eq!(head.header("content-type"), "text/html; charset=utf-8");
    }

    fn a_post_from_another_site_is_refused(site: &Site) {
        let owner = signed_in_visitor(site);
        for (header, value) in [("origin", "https://evil.example"), ("sec-fetch-site", "cross-site")] {
            let post = owner.posting("/apps/new").header(header, value).form(&[("name", "Planted"), ("platform", "web")]);
            assert_eq!(owner.send("/apps/new", post).status, 403, "{header}");
        }
        assert_eq!(owner.get("/apps").select("tbody th"), [""; 0]);
        let own = owner.posting("/apps/new").header("origin", &site.url).form(&[("name", "Own"), ("platform", "web"), ("currency", "USD")]);
        assert_eq!(owner.send("/apps/new", own).follow().text("h1"), "Own");
    }

    fn an_operator_can_watch_the_program(site: &Site) {
        let (owner, stranger) = (signed_in_visitor(site), Visitor::new(site));
        assert_eq!((stranger.get("/healthz").body.as_str(), stranger.get("/readyz").body.as_str()), ("ok\n", "ready\n"));
        owner.get("/groups/999");
        let metrics = stranger.get("/metrics");
        let counted = "engage_http_requests_total{method=\"GET\",route=\"/groups/{id}\",status=\"404\"} 1";
        assert!(metrics.body.lines().any(|line| line == counted), "{}", metrics.body);
        assert!(metrics.body.contains("engage_imports{state=\"waiting\"} 0"), "{}", metrics.body);
        let passed_on = stranger.get_with("/metrics", "x-forwarded-for", "203.0.113.7");
        assert_eq!((passed_on.status, passed_on.body.contains("engage_")), (403, false), "a proxy passes strangers on");
    }

    fn every_answer_has_an_id(site: &Site) {
        let visitor = Visitor::new(site);
        for path in ["/groups", "/sign-in", "/nowhere", "/healthz"] {
            let id = visitor.get(path).header("x-request-id").to_owned();
            assert_eq!((id.len(), visitor.get(path).header("x-request-id") == id), (16, false), "{path}");
            let given = visitor.get_with(path, "x-request-id", "of-a-proxy.1");
            assert_eq!(given.header("x-request-id"), "of-a-proxy.1");
            let harmful = visitor.get_with(path, "x-request-id", "a b\tc");
            assert_eq!(harmful.header("x-request-id").len(), 16);
        }
    }

    fn a_page_shows_its_message_while_nothing_can_be_written(site: &Site) {
        let owner = signed_in_visitor(site);
        let shown = site.state.database.write_now(|connection| {
            if let DbConnection::Postgresql(connection) = connection {
                sql_query("LOCK TABLE sessions, users, publishers IN SHARE MODE").execute(connection)?;
            }
            Ok(owner.get("/groups"))
        });
        let shown = shown.unwrap();
        assert_eq!((shown.status, shown.text(".notice.success").as_str()), (200, "Welcome. “Fabrikam” is ready."));
        assert_eq!(owner.get("/groups").select(".notice"), [""; 0], "a message shows once");
    }

    fn a_sign_out_that_cannot_be_written_says_so_and_can_be_repeated(site: &Site) {
        let owner = signed_in_visitor(site);
        let refused = site.state.database.write_now(|connection| {
            if let DbConnection::Postgresql(connection) = connection {
                sql_query("LOCK TABLE sessions IN SHARE MODE").execute(connection)?;
            }
            Ok(owner.post("/sign-out", &[]))
        });
        let refused = refused.unwrap();
        assert_eq!((refused.status, refused.header("retry-after").is_empty()), (503, false));
        assert_eq!(owner.get("/settings").status, 200, "still signed in");
        assert_eq!(owner.post("/sign-out", &[]).status, 303);
        assert_eq!(owner.get("/settings").status, 303);
    }

    fn static_files_may_be_kept_for_good(site: &Site) {
        let visitor = Visitor::new(site);
        let page = visitor.get("/sign-in");
        let mut files = page.attributes("head link[href]", "href");
        files.extend(page.attributes("head script[src]", "src"));
        assert!(files.len() >= 7, "{files:?}");
        for file in files {
            let answer = visitor.get(file);
            assert_eq!((answer.status, answer.header("cache-control")), (200, "public, max-age=31536000, immutable"));
            let (kind, extension) = (answer.header("content-type"), file.rsplit('.').next().unwrap());
            let expected = [("css", "text/css"), ("js", "text/javascript"), ("svg", "image/svg+xml")];
            assert!(expected.contains(&(extension, kind.split(';').next().unwrap())), "{file} is {kind}");
        }
        assert_eq!(visitor.get("/static/any/../../Cargo.toml").status, 404);
        assert_eq!(visitor.get("/static/any/absent.css").status, 404);
    }

    fn control_characters_are_refused_where_text_enters(site: &Site) {
        let visitor = signed_in_visitor(site);
        for page in ["/customers?search=%00", "/groups?search=a%00b", "/customers/check?who=%1b", "/groups?sort=%7F"] {
            assert_eq!(visitor.get(page).status, 400, "{page}");
        }
        for page in ["/groups/new", "/apps/new", "/sign-in", "/settings/rules", "/settings/password"] {
            assert_eq!(visitor.post(page, &[("name", "a\0b"), ("email", "a\0b"), ("kind", "segment")]).status, 400, "{page}");
        }
        assert_eq!(visitor.post("/groups/new", &[("name", "a"), ("addresses", "a\tb\r\nc")]).status, 200);
        assert_eq!(visitor.get("/groups?search=a%09b").status, 200);
    }

    fn a_request_that_cannot_be_read_is_an_error_page(site: &Site) {
        let owner = signed_in_visitor(site);
        let not_a_form = owner.posting("/groups/preview").header("content-type", "application/x-www-form-urlencoded").body("filters[0]=1&filters[0][conditions]=%ff");
        assert_eq!(owner.send("/groups/preview", not_a_form).status, 400);
        assert_eq!(owner.get("/groups/not-a-number").status, 404);
        assert_eq!(owner.get("/groups/99999999999999999999").status, 404);
        let broken = owner.posting("/groups/new").header("content-type", "multipart/form-data; boundary=x").body("--x");
        assert_eq!(owner.send("/groups/new", broken).status / 100, 4);
        assert_eq!(owner.get("/groups").status, 200);
    }
}
