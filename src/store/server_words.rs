//! PostgreSQL's error messages in the languages that it is translated into, for servers that do not let this program
//! choose English. Diesel exposes only this text, neither the code of an error nor its place in the server. The texts
//! are PostgreSQL's own, except those for a full disk, which come from the C library.

/// A statement was ended: by a time limit, while waiting for a lock, or by an administrator.
pub const ENDED: [&str; 12] = [
    "storniere Anfrage wegen",
    "annulation de la requête à",
    "cancelando la sentencia debido a",
    "annullamento dell'istruzione",
    "キャンセルしています",
    "작업을 취소합니다",
    "выполнение оператора отменено",
    "avbryter sats på",
    "виконання оператора скасовано",
    "取消语句操作",
    "正在取消查询",
    "გამოსახულება გაუქმდება",
];

/// Two transactions waited for each other.
pub const DEADLOCK: [&str; 11] = [
    "Verklemmung (Deadlock) entdeckt",
    "interblocage (deadlock)",
    "se ha detectado un deadlock",
    "rilevato deadlock",
    "デッドロックを検出",
    "deadlock 발생",
    "обнаружена взаимоблокировка",
    "deadlock upptäckt",
    "виявлено взаємне блокування",
    "检测到死锁",
    "ნაპოვნია ურთიერთბლოკირება",
];

/// The disk or the server's quota is full.
pub const FULL: [&str; 20] = [
    "kein Speicherplatz mehr verfügbar",
    "Plattenplatz (Quota) ist überschritten",
    "Aucun espace disponible sur le périphérique",
    "Débordement du quota d'espace disque",
    "No queda espacio en el dispositivo",
    "Se ha excedido la cuota de disco",
    "Spazio esaurito sul device",
    "Quota disco superata",
    "デバイスに空き領域がありません",
    "ディスク使用量制限を超過しました",
    "장치에 남은 공간이 없음",
    "디스크 할당량이 초과됨",
    "На устройстве не осталось свободного места",
    "Превышена дисковая квота",
    "Enheten är full",
    "Diskkvot överskriden",
    "Недостатньо місця на пристрої",
    "Перевищено квоту диска",
    "设备上没有空间",
    "超出磁盘限额",
];
