//! The tables that the migrations create on both databases. Days are numbers since 1970-01-01; money is in whole cents.

diesel::table! {
    publishers (id) {
        id -> Integer,
        name -> Text,
        least_age -> Integer,
        count_unknown_age -> Bool,
        minimum_size -> Integer,
        created_at -> Timestamp,
        rules_version -> BigInt,
        is_set_up -> Bool,
        currency -> Text,
        time_zone -> Text,
        undo_since -> Nullable<Timestamp>,
        holds_deleted -> Bool,
        demands_two_step -> Bool,
    }
}
diesel::table! {
    two_steps (user_id) {
        user_id -> Integer,
        secret -> Text,
        last_step -> BigInt,
        created_at -> Timestamp,
        confirmed_at -> Nullable<Timestamp>,
    }
}
diesel::table! {
    recovery_codes (user_id, digest) {
        user_id -> Integer,
        digest -> Text,
    }
}
diesel::table! {
    audit_entries (id) {
        id -> BigInt,
        publisher_id -> Integer,
        at -> Timestamp,
        actor_kind -> Text,
        user_id -> Nullable<Integer>,
        token_id -> Nullable<Integer>,
        actor_name -> Text,
        action -> Text,
        subject_kind -> Text,
        subject_id -> Nullable<Integer>,
        subject_name -> Text,
        before -> Nullable<Text>,
        after -> Nullable<Text>,
        network -> Nullable<Text>,
        subject_version -> Nullable<BigInt>,
    }
}
diesel::table! {
    setup_links (id) {
        id -> Integer,
        publisher_id -> Integer,
        token_digest -> Text,
        created_at -> Timestamp,
    }
}
diesel::table! {
    guesses (slot) {
        slot -> Integer,
        full_at -> BigInt,
    }
}
diesel::table! {
    users (id) {
        id -> Integer,
        publisher_id -> Integer,
        email -> Text,
        email_key -> Text,
        password_hash -> Text,
        role -> Text,
        locale -> Nullable<Text>,
        created_at -> Timestamp,
        disabled_at -> Nullable<Timestamp>,
        seen_at -> Nullable<Timestamp>,
        group_columns -> Nullable<Text>,
    }
}
diesel::table! {
    invitations (id) {
        id -> Integer,
        publisher_id -> Integer,
        email -> Text,
        email_key -> Text,
        role -> Text,
        token_digest -> Text,
        created_at -> Timestamp,
        linked_at -> Timestamp,
        ended_at -> Nullable<Timestamp>,
    }
}
diesel::table! {
    api_tokens (id) {
        id -> Integer,
        publisher_id -> Integer,
        app_id -> Nullable<Integer>,
        name -> Text,
        prefix -> Text,
        digest -> Text,
        scopes -> Text,
        created_by -> Nullable<Integer>,
        created_at -> Timestamp,
        expires_at -> Nullable<Timestamp>,
        last_used_on -> Nullable<Integer>,
        revoked_at -> Nullable<Timestamp>,
        is_public -> Bool,
    }
}

diesel::table! {
    identity_keys (id) {
        id -> Integer,
        app_id -> Integer,
        name -> Text,
        algorithm -> Text,
        material -> Text,
        created_at -> Timestamp,
        retired_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    password_resets (token_digest) {
        token_digest -> Text,
        user_id -> Integer,
        created_at -> Timestamp,
    }
}

diesel::table! {
    sign_in_failures (user_id) {
        user_id -> Integer,
        since -> Timestamp,
        count -> BigInt,
    }
}
diesel::table! {
    sessions (key_digest) {
        key_digest -> Text,
        user_id -> Nullable<Integer>,
        state -> Text,
        public_id -> Text,
        device -> Text,
        is_kept -> Bool,
        created_at -> Timestamp,
        last_seen_at -> Timestamp,
        expires_at -> Timestamp,
    }
}
diesel::table! {
    kept_forms (token_digest) {
        token_digest -> Text,
        user_id -> Integer,
        path -> Text,
        fields -> Text,
        bytes -> Integer,
        has_parts -> Bool,
        file_name -> Nullable<Text>,
        created_at -> Timestamp,
    }
}
diesel::table! {
    secrets (name) {
        name -> Text,
        value -> Text,
    }
}
diesel::table! {
    apps (id) {
        id -> Integer,
        publisher_id -> Integer,
        name -> Text,
        name_key -> Text,
        platform -> Text,
        data_version -> BigInt,
        data_word -> BigInt,
        next_position -> Integer,
        profiles_on -> Nullable<Integer>,
        pass -> BigInt,
        churn_state -> Nullable<Text>,
        churn_on -> Nullable<Integer>,
        churn_version -> Nullable<BigInt>,
        churn_repeaters -> BigInt,
        churn_r -> Nullable<Double>,
        churn_alpha -> Nullable<Double>,
        churn_a -> Nullable<Double>,
        churn_b -> Nullable<Double>,
        created_at -> Timestamp,
        version -> BigInt,
        currency -> Text,
        claims_settled -> BigInt,
    }
}
diesel::table! {
    customers (id) {
        id -> Integer,
        publisher_id -> Integer,
        account_id -> Text,
        email -> Nullable<Text>,
        email_key -> Nullable<Text>,
        birth_on -> Nullable<Integer>,
        age -> Nullable<Integer>,
        age_group -> Nullable<Text>,
        gender -> Nullable<Text>,
        market -> Nullable<Text>,
        language -> Nullable<Text>,
        created_at -> Timestamp,
        import_id -> Nullable<Integer>,
    }
}
diesel::table! {
    deletions (publisher_id, kind, item_id) {
        publisher_id -> Integer,
        kind -> Text,
        item_id -> Integer,
        deleted_at -> Timestamp,
    }
}
diesel::table! {
    erased_customers (publisher_id, digest) {
        publisher_id -> Integer,
        digest -> Text,
        erased_at -> Timestamp,
    }
}
diesel::table! {
    erased_positions (app_id, position) {
        app_id -> Integer,
        position -> Integer,
    }
}
diesel::table! {
    acquisitions (customer_id, app_id) {
        customer_id -> Integer,
        app_id -> Integer,
        acquired_on -> Nullable<Integer>,
        acquisition_type -> Nullable<Text>,
        device_type -> Nullable<Text>,
        os_version -> Nullable<Text>,
        channel -> Nullable<Text>,
        campaign_id -> Nullable<Text>,
        page_viewed_on -> Nullable<Integer>,
        referrer_domain -> Nullable<Text>,
        import_id -> Nullable<Integer>,
    }
}
diesel::table! {
    custom_attributes (id) {
        id -> Integer,
        app_id -> Integer,
        key -> Text,
        name -> Text,
        kind -> Text,
        is_gone -> Bool,
        successor_id -> Nullable<Integer>,
        notation -> Nullable<Text>,
        is_emptied -> Bool,
        import_id -> Nullable<Integer>,
    }
}
diesel::table! {
    custom_values (customer_id, attribute_id) {
        customer_id -> Integer,
        attribute_id -> Integer,
        value -> Text,
        number -> Nullable<BigInt>,
        import_id -> Nullable<Integer>,
    }
}
diesel::table! {
    purchases (app_id, order_id, customer_id) {
        app_id -> Integer,
        order_id -> Text,
        customer_id -> Integer,
        purchased_at -> BigInt,
        purchased_on -> Integer,
        amount_cents -> BigInt,
        refunded_cents -> BigInt,
        import_id -> Nullable<Integer>,
    }
}
diesel::table! {
    usage_days (customer_id, app_id, used_on) {
        customer_id -> Integer,
        app_id -> Integer,
        used_on -> Integer,
        sessions -> Integer,
        import_id -> Nullable<Integer>,
    }
}
diesel::table! {
    ratings (customer_id, app_id) {
        customer_id -> Integer,
        app_id -> Integer,
        stars -> Integer,
        rated_on -> Nullable<Integer>,
        import_id -> Nullable<Integer>,
    }
}
diesel::table! {
    profiles (app_id, position, customer_id) {
        app_id -> Integer,
        customer_id -> Integer,
        position -> Integer,
        version -> BigInt,
        stale -> Bool,
        facts_version -> BigInt,
        last_used_on -> Nullable<Integer>,
        first_used_on -> Nullable<Integer>,
        days_used -> BigInt,
        churn_risk -> Nullable<Text>,
        days_used_30 -> BigInt,
        sessions -> BigInt,
        stars -> Nullable<Integer>,
        rated_on -> Nullable<Integer>,
        purchases -> BigInt,
        last_purchase_on -> Nullable<Integer>,
        apps_acquired -> BigInt,
        spend_cents -> BigInt,
        spend_30_cents -> BigInt,
        total_spend_cents -> BigInt,
        pass -> BigInt,
        days_used_30_before -> BigInt,
        spend_30_cents_before -> BigInt,
        churn_risk_before -> Nullable<Text>,
    }
}
diesel::table! {
    profile_passes (app_id) {
        app_id -> Integer,
        number -> BigInt,
        day -> Integer,
        next_position -> Integer,
        churn_state -> Nullable<Text>,
        churn_repeaters -> BigInt,
        churn_r -> Nullable<Double>,
        churn_alpha -> Nullable<Double>,
        churn_a -> Nullable<Double>,
        churn_b -> Nullable<Double>,
    }
}
diesel::table! {
    imports (id) {
        id -> Integer,
        publisher_id -> Integer,
        app_id -> Integer,
        user_id -> Nullable<Integer>,
        kind -> Text,
        file_name -> Text,
        state -> Text,
        failure -> Nullable<Text>,
        detected -> Nullable<Text>,
        bytes_total -> BigInt,
        lines_total -> BigInt,
        lines_new -> BigInt,
        lines_changed -> BigInt,
        lines_unchanged -> BigInt,
        lines_refused -> BigInt,
        lines_repeated -> BigInt,
        customers_new -> BigInt,
        cells_left_out -> BigInt,
        file_word -> Nullable<Text>,
        created_at -> Timestamp,
        finished_at -> Nullable<Timestamp>,
        refused_groups -> Nullable<Text>,
        resumed_at -> Nullable<Timestamp>,
        resumed_lines -> BigInt,
        undo_user_id -> Nullable<Integer>,
        undo_at -> Nullable<Timestamp>,
        undo_obstacles -> Nullable<Text>,
        file_deleted_at -> Nullable<Timestamp>,
        file_deleted_by -> Nullable<Integer>,
        token_id -> Nullable<Integer>,
        is_of_rows -> Bool,
        chosen -> Nullable<Text>,
    }
}
diesel::table! {
    import_chunks (file_word, number) {
        file_word -> Text,
        number -> Integer,
        bytes -> Binary,
        created_at -> Timestamp,
    }
}
diesel::table! {
    jobs (id) {
        id -> Integer,
        publisher_id -> Nullable<Integer>,
        kind -> Text,
        key -> Text,
        lane -> Nullable<Text>,
        payload -> Text,
        revision -> BigInt,
        turn -> BigInt,
        due_at -> Timestamp,
        is_held -> Bool,
        lease_word -> Nullable<Text>,
        lease_until -> Nullable<Timestamp>,
        attempts -> Integer,
        faults -> Integer,
        last_error -> Nullable<Text>,
        created_at -> Timestamp,
        finished_at -> Nullable<Timestamp>,
    }
}
diesel::table! {
    import_drafts (id) {
        id -> Integer,
        publisher_id -> Integer,
        app_id -> Integer,
        user_id -> Nullable<Integer>,
        kind -> Text,
        file_name -> Text,
        bytes -> BigInt,
        file_word -> Text,
        chosen -> Text,
        revision -> Integer,
        found -> Nullable<Text>,
        found_revision -> Nullable<Integer>,
        import_id -> Nullable<Integer>,
        created_at -> Timestamp,
    }
}
diesel::table! {
    import_mappings (app_id, kind, headers) {
        publisher_id -> Integer,
        app_id -> Integer,
        kind -> Text,
        headers -> Text,
        chosen -> Text,
        used_at -> Timestamp,
    }
}
diesel::table! {
    left_out_cells (import_id, line_number, place) {
        import_id -> Integer,
        line_number -> BigInt,
        place -> Integer,
        reason -> Text,
        value -> Text,
    }
}
diesel::table! {
    import_changes (import_id, customer_id, kind, key) {
        publisher_id -> Integer,
        import_id -> Integer,
        customer_id -> Integer,
        kind -> Text,
        key -> Text,
        before_import_id -> Nullable<Integer>,
        before -> Text,
    }
}
diesel::table! {
    removed_profiles (app_id, position) {
        app_id -> Integer,
        position -> Integer,
        version -> BigInt,
    }
}
diesel::table! {
    refused_lines (import_id, line_number) {
        import_id -> Integer,
        line_number -> BigInt,
        text -> Text,
        reason -> Text,
    }
}
diesel::table! {
    customer_groups (id) {
        id -> Integer,
        publisher_id -> Integer,
        app_id -> Nullable<Integer>,
        kind -> Text,
        name -> Text,
        name_key -> Text,
        rule -> Nullable<Text>,
        members -> Nullable<BigInt>,
        refreshed_at -> Nullable<Timestamp>,
        refreshed_on -> Nullable<Integer>,
        refreshed_version -> Nullable<BigInt>,
        refreshed_position -> Nullable<Integer>,
        cause -> Nullable<Text>,
        cause_user_id -> Nullable<Integer>,
        refresh_failed -> Bool,
        counting_since -> Nullable<Timestamp>,
        counting_word -> Nullable<Text>,
        counting_until -> Nullable<Timestamp>,
        counting_tries -> Integer,
        archived_at -> Nullable<Timestamp>,
        created_by -> Nullable<Integer>,
        created_at -> Timestamp,
        updated_at -> Timestamp,
        version -> BigInt,
        form -> Nullable<Text>,
        rule_before -> Nullable<Text>,
        flag_key -> Text,
        for_clients -> Bool,
        description -> Text,
        owner_id -> Nullable<Integer>,
    }
}
diesel::table! {
    group_tags (group_id, tag_key) {
        group_id -> Integer,
        tag_key -> Text,
        tag -> Text,
    }
}
diesel::table! {
    favourite_groups (user_id, group_id) {
        user_id -> Integer,
        group_id -> Integer,
    }
}
diesel::table! {
    data_versions (app_id, version) {
        app_id -> Integer,
        version -> BigInt,
        word -> BigInt,
    }
}

diesel::table! {
    group_addresses (group_id, email_key) {
        group_id -> Integer,
        email_key -> Text,
        email -> Text,
        place -> Integer,
        added_on -> Nullable<Integer>,
    }
}
diesel::table! {
    snapshots (group_id, taken_on) {
        group_id -> Integer,
        taken_on -> Integer,
        members -> BigInt,
        bitmap -> Binary,
    }
}
diesel::table! {
    membership_changes (id) {
        id -> Integer,
        group_id -> Integer,
        happened_on -> Integer,
        happened_at -> Timestamp,
        cause -> Text,
        user_id -> Nullable<Integer>,
        came -> Binary,
        gone -> Binary,
        came_count -> BigInt,
        gone_count -> BigInt,
    }
}
diesel::table! {
    webhook_endpoints (id) {
        id -> Integer,
        publisher_id -> Integer,
        url -> Text,
        events -> Text,
        app_ids -> Text,
        group_ids -> Text,
        secret -> Text,
        former_secret -> Nullable<Text>,
        former_until -> Nullable<Timestamp>,
        state -> Text,
        reason -> Nullable<Text>,
        failing_since -> Nullable<Timestamp>,
        disabled_at -> Nullable<Timestamp>,
        sequence -> BigInt,
        version -> BigInt,
        created_by -> Nullable<Integer>,
        created_at -> Timestamp,
        lease_word -> Nullable<Text>,
        lease_until -> Nullable<Timestamp>,
    }
}
diesel::table! {
    idempotency_keys (id) {
        id -> BigInt,
        publisher_id -> Integer,
        token_id -> Integer,
        key -> Text,
        request -> Text,
        body_digest -> Nullable<Text>,
        word -> Text,
        held_until -> Timestamp,
        status -> Nullable<Integer>,
        headers -> Nullable<Text>,
        answer -> Nullable<Text>,
        expires_at -> Timestamp,
    }
}
diesel::table! {
    webhook_messages (id) {
        id -> BigInt,
        endpoint_id -> Integer,
        publisher_id -> Integer,
        word -> Text,
        lane -> Text,
        event -> Text,
        sequence -> BigInt,
        count -> BigInt,
        sent -> BigInt,
        lost -> BigInt,
        app_id -> Nullable<Integer>,
        group_id -> Nullable<Integer>,
        change_id -> Nullable<Integer>,
        members -> Nullable<Binary>,
        person -> Nullable<Text>,
        data -> Text,
        happened_at -> Timestamp,
        state -> Text,
        replays -> Nullable<BigInt>,
        finished_at -> Nullable<Timestamp>,
    }
}
diesel::table! {
    webhook_lanes (endpoint_id, name) {
        endpoint_id -> Integer,
        publisher_id -> Integer,
        name -> Text,
        last_id -> BigInt,
        done_id -> BigInt,
        attempts -> Integer,
        due_at -> Timestamp,
    }
}
diesel::table! {
    webhook_attempts (id) {
        id -> BigInt,
        publisher_id -> Integer,
        message_id -> BigInt,
        part -> BigInt,
        at -> Timestamp,
        milliseconds -> Integer,
        status -> Nullable<Integer>,
        problem -> Nullable<Text>,
        answer -> Text,
    }
}

diesel::table! {
    push_keys (app_id) {
        app_id -> Integer,
        public_key -> Text,
        private_key -> Text,
        contact -> Text,
        hosts -> Text,
        version -> BigInt,
        created_at -> Timestamp,
    }
}
diesel::table! {
    subscriptions (id) {
        id -> Integer,
        app_id -> Integer,
        account_id -> Text,
        endpoint -> Text,
        endpoint_digest -> Text,
        public_key -> Binary,
        auth -> Binary,
        language -> Text,
        time_zone -> Nullable<Text>,
        agent -> Text,
        created_at -> Timestamp,
        seen_at -> Timestamp,
        moved_at -> Nullable<Timestamp>,
        expires_at -> Nullable<Timestamp>,
        state -> Text,
        ended_at -> Nullable<Timestamp>,
    }
}
diesel::table! {
    consents (id) {
        id -> Integer,
        publisher_id -> Integer,
        account_id -> Text,
        channel -> Text,
        purpose -> Text,
        state -> Text,
        at -> Timestamp,
        source -> Text,
        evidence -> Text,
        import_id -> Nullable<Integer>,
        lifted_at -> Nullable<Timestamp>,
        lifted_import_id -> Nullable<Integer>,
        recorded_at -> Nullable<Timestamp>,
    }
}
diesel::table! {
    suppressions (publisher_id, channel, purpose, digest) {
        publisher_id -> Integer,
        channel -> Text,
        purpose -> Text,
        digest -> Text,
        reason -> Text,
        at -> Timestamp,
        import_id -> Nullable<Integer>,
    }
}
diesel::table! {
    notifications (id) {
        id -> Integer,
        publisher_id -> Integer,
        app_id -> Integer,
        name -> Text,
        purpose -> Text,
        group_ids -> Text,
        except_ids -> Text,
        devices -> Text,
        contents -> Text,
        urgency -> Text,
        expires_hours -> Integer,
        per_second -> Nullable<Integer>,
        repeats -> Bool,
        state -> Text,
        version -> BigInt,
        created_by -> Nullable<Integer>,
        created_at -> Timestamp,
        updated_at -> Timestamp,
        sent_by -> Nullable<Integer>,
        sent_at -> Nullable<Timestamp>,
        expires_at -> Nullable<Timestamp>,
        finished_at -> Nullable<Timestamp>,
        audience -> Nullable<Binary>,
        prepared_until -> Integer,
        planned -> BigInt,
        tokens -> Double,
        tokens_at -> Nullable<Timestamp>,
        problem -> Nullable<Text>,
    }
}
diesel::table! {
    notification_times (notification_id) {
        notification_id -> Integer,
        starts -> Text,
        shown -> Nullable<Timestamp>,
        zone -> Nullable<Text>,
        still_member -> Bool,
        starts_at -> Nullable<Timestamp>,
        keeps_quiet -> Bool,
        is_exempt -> Bool,
    }
}
diesel::table! {
    delivery_counts (notification_id, state, reason) {
        notification_id -> Integer,
        state -> Text,
        reason -> Text,
        messages -> BigInt,
    }
}
diesel::table! {
    notification_totals (notification_id) {
        notification_id -> Integer,
        reached -> BigInt,
    }
}
diesel::table! {
    approval_requests (notification_id) {
        notification_id -> Integer,
        version -> BigInt,
        token_id -> Integer,
        asked_by -> Nullable<Integer>,
        asked_at -> Timestamp,
    }
}
diesel::table! {
    notification_approvals (notification_id) {
        notification_id -> Integer,
        version -> BigInt,
        approved_by -> Integer,
        approved_at -> Timestamp,
        people -> BigInt,
    }
}
diesel::table! {
    notification_follows (notification_id) {
        notification_id -> Integer,
        after_id -> Integer,
    }
}
diesel::table! {
    notification_templates (id) {
        id -> Integer,
        publisher_id -> Integer,
        name -> Text,
        content -> Text,
        updated_at -> Timestamp,
    }
}
diesel::table! {
    notification_rules (publisher_id) {
        publisher_id -> Integer,
        quiet_from -> Nullable<Integer>,
        quiet_until -> Nullable<Integer>,
        per_day -> Nullable<Integer>,
        per_week -> Nullable<Integer>,
        minutes_between -> Integer,
        approval_above -> Integer,
        version -> BigInt,
        asks_measurement -> Bool,
    }
}
diesel::table! {
    omissions (notification_id, reason) {
        notification_id -> Integer,
        reason -> Text,
        people -> BigInt,
        positions -> Binary,
    }
}
diesel::table! {
    launches_to_tell (notification_id, subscription_id) {
        notification_id -> Integer,
        subscription_id -> Integer,
    }
}
diesel::table! {
    deliveries (notification_id, subscription_id) {
        notification_id -> Integer,
        subscription_id -> Integer,
        customer_id -> Nullable<Integer>,
        state -> Text,
        reason -> Nullable<Text>,
        attempts -> Integer,
        not_before -> Timestamp,
        lease_until -> Nullable<Timestamp>,
        status -> Nullable<Integer>,
        answered_at -> Nullable<Timestamp>,
        shown_at -> Nullable<Timestamp>,
        launched_at -> Nullable<Timestamp>,
        variant -> Integer,
        leaves_at -> Nullable<Timestamp>,
    }
}
diesel::table! {
    notification_sums (notification_id) {
        notification_id -> Integer,
        least_people -> BigInt,
        messages -> BigInt,
        counted_at -> Timestamp,
    }
}
diesel::table! {
    notification_markets (notification_id, market) {
        notification_id -> Integer,
        market -> Text,
        accepted -> BigInt,
        gone -> BigInt,
        failed -> BigInt,
        unknown -> BigInt,
        launched -> BigInt,
    }
}
diesel::table! {
    notification_comparisons (notification_id) {
        notification_id -> Integer,
        salt -> Text,
        holdout -> Integer,
        weights -> Text,
        goal -> Nullable<Text>,
        goal_app_id -> Nullable<Integer>,
        goal_days -> Nullable<Integer>,
        effect -> Nullable<Text>,
    }
}
diesel::table! {
    notification_arms (notification_id, variant) {
        notification_id -> Integer,
        variant -> Integer,
        positions -> Binary,
    }
}

diesel::table! {
    releases (id) {
        id -> Integer,
        app_id -> Integer,
        version -> Text,
        notes -> Text,
        files -> Text,
        edits -> BigInt,
        created_by -> Nullable<Integer>,
        created_at -> Timestamp,
        published_at -> Nullable<Timestamp>,
    }
}
diesel::table! {
    flights (id) {
        id -> Integer,
        app_id -> Integer,
        key -> Text,
        name -> Text,
        name_key -> Text,
        rank -> Integer,
        salt -> Text,
        allows_downgrades -> Bool,
        version -> BigInt,
        created_by -> Nullable<Integer>,
        created_at -> Timestamp,
        updated_at -> Timestamp,
        retired_at -> Nullable<Timestamp>,
        sticky_since -> Nullable<Integer>,
    }
}
diesel::table! {
    flight_groups (flight_id, group_id) {
        flight_id -> Integer,
        group_id -> Integer,
        app_id -> Integer,
        kept_after -> Nullable<Integer>,
    }
}
diesel::table! {
    submissions (id) {
        id -> Integer,
        app_id -> Integer,
        flight_id -> Integer,
        release_id -> Integer,
        fallback_id -> Nullable<Integer>,
        is_gradual -> Bool,
        share -> Integer,
        rollout -> Text,
        steps -> Text,
        next_step_at -> Nullable<Timestamp>,
        version -> BigInt,
        created_by -> Nullable<Integer>,
        published_at -> Timestamp,
        superseded_at -> Nullable<Timestamp>,
        stopped_for -> Nullable<Text>,
        is_guarded -> Bool,
        compared_at_state -> Nullable<BigInt>,
        pending -> Nullable<Text>,
        publish_at -> Nullable<Timestamp>,
        publish_zone -> Nullable<Text>,
        held_for -> Nullable<Text>,
        follows_id -> Nullable<Integer>,
        is_manual -> Bool,
        mandatory_from -> Nullable<Timestamp>,
    }
}
diesel::table! {
    release_reports (release_id, reported_on) {
        release_id -> Integer,
        app_id -> Integer,
        reported_on -> Integer,
        sessions -> BigInt,
        failures -> BigInt,
    }
}
diesel::table! {
    ladders (id) {
        id -> BigInt,
        app_id -> Integer,
        at -> Timestamp,
        content -> Text,
    }
}
diesel::table! {
    holdouts (publisher_id, quarter) {
        publisher_id -> Integer,
        quarter -> Integer,
        share -> Integer,
        since -> Integer,
        effect -> Nullable<Text>,
    }
}
diesel::joinable!(users -> publishers (publisher_id));
diesel::joinable!(two_steps -> users (user_id));
diesel::joinable!(setup_links -> publishers (publisher_id));
diesel::joinable!(apps -> publishers (publisher_id));
diesel::joinable!(customers -> publishers (publisher_id));
diesel::table! {
    offers (id) {
        id -> Integer,
        publisher_id -> Integer,
        app_id -> Integer,
        name -> Text,
        name_key -> Text,
        flag_key -> Text,
        kind -> Text,
        worth -> Nullable<BigInt>,
        products -> Text,
        texts -> Text,
        starts_at -> Nullable<Timestamp>,
        ends_at -> Nullable<Timestamp>,
        place -> Integer,
        per_customer -> Integer,
        stock -> Nullable<BigInt>,
        taken -> BigInt,
        reservation_minutes -> Integer,
        grace_hours -> Integer,
        code_mode -> Text,
        shared_code -> Nullable<Text>,
        holdout -> Integer,
        returns_refunds -> Bool,
        salt -> Text,
        state -> Text,
        version -> BigInt,
        created_at -> Timestamp,
        updated_at -> Timestamp,
        phases -> Text,
        effect -> Nullable<Text>,
    }
}
diesel::table! {
    offer_groups (offer_id, group_id) {
        offer_id -> Integer,
        group_id -> Integer,
        is_excluded -> Bool,
    }
}
diesel::table! {
    offer_grants (id) {
        id -> Integer,
        offer_id -> Integer,
        app_id -> Integer,
        customer_id -> Nullable<Integer>,
        number -> Integer,
        state -> Text,
        first_offered_at -> Timestamp,
        offered_at -> Timestamp,
        reserved_until -> Nullable<Timestamp>,
        claimed_at -> Nullable<Timestamp>,
        order_id -> Nullable<Text>,
        settled_at -> Nullable<Timestamp>,
        amount_cents -> Nullable<BigInt>,
        phase -> Integer,
        is_vouched -> Bool,
    }
}
diesel::table! {
    offer_codes (id) {
        id -> Integer,
        offer_id -> Integer,
        code -> Text,
        grant_id -> Nullable<Integer>,
    }
}

diesel::table! {
    group_tests (id) {
        id -> Integer,
        publisher_id -> Integer,
        app_id -> Integer,
        name -> Text,
        name_key -> Text,
        flag_key -> Text,
        hypothesis -> Text,
        variants -> Text,
        phases -> Text,
        goal -> Text,
        goal_days -> Integer,
        guards -> Text,
        effect -> Integer,
        ends_at -> Nullable<Timestamp>,
        salt -> Text,
        state -> Text,
        winner -> Nullable<Integer>,
        stopped_for -> Nullable<Text>,
        started_at -> Nullable<Timestamp>,
        stopped_at -> Nullable<Timestamp>,
        version -> BigInt,
        created_at -> Timestamp,
        updated_at -> Timestamp,
        counted -> Nullable<Text>,
    }
}
diesel::table! {
    test_groups (test_id, group_id) {
        test_id -> Integer,
        group_id -> Integer,
        is_excluded -> Bool,
    }
}
diesel::table! {
    exposures (test_id, customer_id) {
        test_id -> Integer,
        customer_id -> Integer,
        variant -> Integer,
        phase -> Integer,
        first_at -> Timestamp,
    }
}

diesel::joinable!(test_groups -> group_tests (test_id));
diesel::joinable!(exposures -> group_tests (test_id));
diesel::joinable!(exposures -> customers (customer_id));
diesel::joinable!(offer_groups -> offers (offer_id));
diesel::joinable!(offer_groups -> customer_groups (group_id));
diesel::joinable!(offer_grants -> offers (offer_id));
diesel::joinable!(offer_grants -> customers (customer_id));
diesel::joinable!(acquisitions -> customers (customer_id));
diesel::joinable!(custom_values -> custom_attributes (attribute_id));
diesel::joinable!(profiles -> customers (customer_id));
diesel::joinable!(profiles -> apps (app_id));
diesel::joinable!(imports -> apps (app_id));
diesel::joinable!(import_drafts -> apps (app_id));
diesel::joinable!(left_out_cells -> imports (import_id));
diesel::joinable!(refused_lines -> imports (import_id));
diesel::joinable!(customer_groups -> apps (app_id));
diesel::joinable!(group_addresses -> customer_groups (group_id));
diesel::joinable!(group_tags -> customer_groups (group_id));
diesel::joinable!(favourite_groups -> customer_groups (group_id));
diesel::joinable!(membership_changes -> users (user_id));
diesel::joinable!(webhook_lanes -> webhook_endpoints (endpoint_id));
diesel::joinable!(deliveries -> notifications (notification_id));
diesel::joinable!(launches_to_tell -> notifications (notification_id));
diesel::joinable!(flights -> apps (app_id));
diesel::joinable!(flight_groups -> flights (flight_id));

diesel::allow_tables_to_appear_in_same_query!(
    holdouts,
    offers,
    offer_groups,
    offer_grants,
    offer_codes,
    publishers,
    audit_entries,
    users,
    invitations,
    api_tokens,
    identity_keys,
    two_steps,
    recovery_codes,
    password_resets,
    setup_links,
    guesses,
    sign_in_failures,
    sessions,
    kept_forms,
    secrets,
    apps,
    customers,
    data_versions,
    acquisitions,
    deletions,
    erased_customers,
    erased_positions,
    custom_attributes,
    custom_values,
    purchases,
    usage_days,
    ratings,
    profiles,
    profile_passes,
    imports,
    import_chunks,
    import_drafts,
    import_mappings,
    import_changes,
    removed_profiles,
    jobs,
    left_out_cells,
    refused_lines,
    customer_groups,
    group_addresses,
    group_tags,
    favourite_groups,
    snapshots,
    membership_changes,
    webhook_endpoints,
    webhook_messages,
    webhook_lanes,
    webhook_attempts,
    push_keys,
    subscriptions,
    consents,
    suppressions,
    releases,
    flights,
    flight_groups,
    submissions,
    release_reports,
    ladders,
    approval_requests,
    notification_approvals,
    notification_follows,
    notification_templates,
    notification_rules,
    notification_times,
    notification_totals,
    notifications,
    omissions,
    deliveries,
    delivery_counts,
    launches_to_tell,
    notification_comparisons,
    notification_sums,
    notification_markets,
    notification_arms,
    group_tests,
    test_groups,
    exposures,
);
