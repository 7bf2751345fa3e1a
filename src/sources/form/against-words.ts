import { isPlainNo, isPlainYes, normalForm } from './consent-words.ts';
import { normalized } from '../../event/text.ts';

/**
 * Words of negation and of stopping, whole words; compared in lower case and without accents. They only withhold: they
 * never deny by themselves, and never grant. A word too many costs a line of configuration, a word too few a refusal.
 */
const AGAINST_WORDS = new Set(
  [
    // English
    'no not never none neither nor nothing nobody nowhere without dont don t isnt wont cant cannot shouldnt wouldnt stop stops stopped',
    'stopping unsubscribe unsubscribed unsubscribing unsub optout cancel cancels cancelled canceled cancelling cancellation remove removed',
    'removal delete deleted deletion quit leave leaving withdraw withdrawn revoke decline declined refuse refused reject rejected',
    'deny denied object objection disagree exclude excluded suppress block blocked mute pause suspend cease discontinue forbid',
    'nope nah avoid disable disabled deactivate dislike hate enough anymore noone non nil spam only solely except unless less fewer',
    'skip skipped drop omit ignore hold silence silenced limit restrict erase purge forget quiet against unwanted junk bother disturb harass transactional zero negative dontmail dontemail donotmail nothanks',
    'desist halt uncheck unticked untick deselect unselect retract rescind renounce waive abstain abstaining forgo oppose opposed opposing uninterested disinterested',
    'deregister disconnect boycott blacklist blocklist ban banned unlist unwilling annoy annoyed annoying intrusive goodbye sick tired fed unsubscription',
    'unjoin scrap void strike lost sooner disregard dismiss',
    // German
    'nein nicht kein keine keinen keinem keiner keines nie niemals ohne nichts ablehnen ablehne ablehnung lehne abmelden abmelde',
    'abmeldung abbestellen abbestelle kundigen kundige kundigung stopp stoppen beenden beende widerrufen widerrufe widerruf widerspreche',
    'widersprechen widerspruch verzichte verzichten austragen loschen losche entfernen entferne weder unerwunscht untersagt untersage aufhoren verweigere verweigern nimmer',
    'nur ausschliesslich lediglich weniger ausser gegen verschone verschonen aufhort verschont ruhe raus',
    'dagegen streichen streiche streicht gestrichen stornieren storniere storniert absehen abzusehen ablehnend unterlassen unterlasse unterlasst unterbinden desinteresse uninteressiert zuruckziehen',
    'keinesfalls keineswegs nimm nehmt austragt',
    // French
    'ne n pas jamais aucun aucune rien sans desabonner desabonne desabonnement desinscrire desinscris desinscription refuser refuse refus',
    'resilier resilie arreter arretez arrete annuler annule supprimer supprime retirer retirez cesser cessez ni opposer oppose opposition desactiver',
    'seulement uniquement moins contre sauf paix tranquille fichez',
    'fini finis renonce renoncer renonciation retracter retracte abstenir abstiens radier radiez enlever enleve enlevez otez epargnez cloturer exclure excluez ecarter interdire interdis interdit evitez',
    // Spanish, Portuguese, Italian, Catalan
    'nunca jamas sin nada ningun ninguno ninguna tampoco cancelar cancela cancele baja desuscribir desuscribirme desuscribirse',
    'desuscripcion rechazo rechazar rechaza eliminar elimina eliminen dejar deja dejen parar anular desactivar quitar quitenme borrar detener paz basta deje dejenme dejeme dejame dejad',
    'nao jamais sem nenhum nenhuma descadastrar descadastro desinscrever desinscricao remover remova recusar recuso deixar excluir exclua sair chega tire tira tirem pare parem',
    'solo solamente unicamente menos contra excepto salvo apenas somente exceto soltanto meno contro tranne eccetto prou nomes cap ez non',
    'mai nessun nessuno nessuna niente senza nulla disiscrivermi disiscrivere disiscrivi disiscrizione cancellare cancellami cancellazione',
    'annullare rifiuto rifiutare rifiuta disdire disdetta smettere smettete rimuovere rimuovi revoca revocare nego mica pace lasciatemi lasciami basta',
    'opongo oponerme oponer oposicion salir salirme salgo saquenme saqueme sacame sacarme sacar renuncio renunciar renuncia desisto desistir abstengo desapuntar desapuntarme desapuntadme desapuntame retirar retiro retira revocar revoco',
    'dispenso dispensar oponho opor oposicao retire retirem revogar revogo fora abdico encerrar encerre interromper interrompa',
    'oppongo oppormi opporsi opposizione togliere toglietemi toglimi togli tolga rinuncio rinunciare rinuncia recedere recesso recedo uscire esco evitare evitate fermate fermare escludere escludetemi esclusione ritiro ritirare',
    'baixa oposo deixeu aturar tregueu treure renuncio sortir',
    // Dutch, Scandinavian, Finnish, Icelandic
    'nee niet geen nooit zonder niets afmelden afmelding uitschrijven uitschrijving stoppen weiger weigeren opzeggen verwijder verwijderen annuleren bedank ervan weg',
    'nej nei inte icke ikke ej aldrig aldri inga ingen inget ingenting utan uten uden avsluta avregistrera avregistrering avprenumerera avmeld avmelde',
    'avmelding afmeld afmelde stoppa avbryt avbestill slutt slut avslutt frabedes nekar avsla avslar nekter opphor fjern nekte slippa slipper frabeder frabede',
    'ei eivat alka alkaa koskaan ilman peruuta peruutan peru lopeta lopettakaa poista kiella kieltaydyn ekki engin hvorki haetta afskra afskraning',
    'alleen slechts minder behalve endast bara mindre kun bare vain vahemman avboj avbojer sluta frameld framelde frameldes afvis avvis ikkje',
    'bezwaar schrappen schrap afzien ophouden intrekken ingetrokken beeindigen beeindig tegen liever haal opgezegd staken',
    'bort bortse avstar avsta motsatter upphora undvik aterkalla aterkallar avsaga avsager ifred stryk reserverer reservere stans slett slette fravelger fravelge trekker tilbakekaller opphore fravælger fravælge tilbagekalder trækker slet ophør ophøre',
    'poistakaa poistaa kiellan kiellan kielto perun irtisanon irtisano vetaydyn luovun rauhaan',
    'ophou',
    // Slavic, Baltic
    'nie nigdy bez zaden zadnych zadne zadna rezygnuje rezygnacja wypisz wypisac wypisuje anuluj anulowac odmawiam odmowa usun usunac cofam cofnij cofnac wycofuje wycofac sprzeciw sprzeciwiam',
    'nikdy zadny odhlasit odhlaste odhlasuji zrusit zrusit odmitam nechci nechcem nesouhlasim nesuhlasim neposilat neposilejte neposielat neposielajte nezasilat neprejem nepreji neziadam nezelam nemam',
    'nemoj nemojte nikad otkazi otkazujem odjava odjavi odjavite odustajem nikoli odjavim nezelim necu prekini prekinite',
    'не нет ни никогда без отказ отказываюсь отказаться отписаться отписка отпишите отписаться отмена отменить прекратить прекратите удалить удалите стоп запрещаю хватит снять снимите отстаньте надоело надоели',
    'ні ніколи відмова відмовляюсь відписатися скасувати припинити припиніть видалити немає недей искам отпиши отписване откажи отказвам спрете',
    'tylko wylacznie mniej przeciw oprocz pouze jenom jen mene proti okrem ziadny ziadna ziadne ziadnu ziadnych samo manje protiv',
    'только лишь кроме против меньше лише тільки окрім проти менше само',
    'neturiu nenoriu atsisakau atsisakyti atteikties atsaku nevelos atcelt atcelu nevelas loobu loobun loobuda mitte tuhista',
    'dosc skreslic skresl skreslcie zaprzestan przestan przestancie zabraniam zablokuj zakazuje odvolavam odvolat odvolanie odvolani stahuji vyradte vymazte smazte ukoncit ukoncete ukoncite dost',
    'povlacim povuci povlacenje odbijam odbij opozivam opozvati preklicujem preklic uklonite ukloni izbrisite obrisite ispisite odustanak dosta iskljucite prestanite prestani',
    'уберите убрать убери беспокоить беспокойте прочь избавьте выйти выхожу выписать выпишите достали достало заблокировать прекращаю',
    'відкликаю відкликати приберіть прибрати вилучіть вилучити годі досить оттеглям оттегляне оттегли премахнете премахни изтрийте изтрий прекратете стига повлекувам одјави повлачим одбијам одјавите',
    'spokoj pokoj usuncie pripade miru покое покої спокій спокої мира отстань мире',
    // Hungarian, Romanian, Albanian, Greek (without accents)
    'nem ne soha nelkul leiratkozom leiratkozas lemondom lemondas torles torolje torlom elutasitom',
    'nu niciodata fara nicio niciun dezabonare dezabonez dezabonati renunt refuz sterge stergeti opriti opreste nuk mos',
    'οχι δεν δε μην μη ποτε χωρις διαγραφη διαγραφειτε απεγγραφη ακυρωση ακυρωνω αρνουμαι σταματηστε κανενα',
    'toroljenek toroljetek torles visszavonom visszavonas visszavonja megszuntetem megszuntetes ellenzem tiltakozom letiltom letiltas tiltsatok eleg hagyjanak beken mellozze',
    'retrag retragere retragerea scoateti scoate opun incetati incetare dezactivare dezactivez ajunge hiq hiqni anuloj',
    'ανακαλω ανακληση ησυχο ησυχη αφηστε αποχωρω αποχωρηση διακοπη διακοψτε αντιτιθεμαι φτανει βγαλτε αποσυρω παυση παυστε',
    'sincs vorba pace paren τιποτα ασε ασ',
    // Turkish
    'hayir degil yok asla istemiyorum istemem iptal cikmak cikar cikarin durdur durdurun reddediyorum reddet olmasin abonelikten vazgectim gondermeyin almayacagim',
    'cek cekiyorum birakin birak vazgeciyorum itiraz sil silin siliniz rahatsiz sonlandir sonlandirin kes kesin ret cayiyorum ayril ayrilmak istəmirəm xohlamayman qalamaymin',
    // Vietnamese, Indonesian, Malay, Filipino, Swahili
    'không hủy huỷ ngừng ngưng dừng đừng chưa chối bỏ xóa xoá thôi chẳng khong huy ngung',
    'tidak jangan bukan tanpa berhenti batal batalkan membatalkan tolak menolak hentikan keluar hapus ndak gak nggak enggak belum nyahlanggan buang',
    'hindi huwag ayaw ayoko ayokong ayokung wala itigil ihinto tanggalin hapana sitaki usitume hatutaki acha rara cha',
    'rút loại phiền thoát gỡ hết cấm keluarkan dikeluarkan cabut mencabut dicabut usah ganggu enyahkan cukup putuskan alisin tigil tigilan tama tumigil siyo wacha msinitumie ondoa',
    'ba nolo keng keen mhux angifuni andifuni angithandi andithandi aħsab neħħi waqqaf',
    'yên ogah males malas taknak biarkan payah wag muna pass',
    // Welsh, Irish, Basque, Afrikaans, Azerbaijani, Uzbek, Kazakh, Mongolian, Georgian, Armenian
    'dim peidio peidiwch ddim nid nac dili anggan sihitaji sipendi gan nil ez inoiz nooit yox istemirem yoq kerakmas legv ləgv ləğv жоқ емес керексіз тоқтат үгүй битгий зогсоо არ არა ნუ აღარ ոչ չեմ մի',
    'გააუქმეთ შეწყვიტეთ წაშალეთ დამაწყნარეთ չուզում դադարեցրեք հեռացրեք ջնջել',
    // Hindi, Bengali, Arabic, Persian, Urdu, Hebrew
    'नहीं मत न ना बंद रद्द समाप्त हटाएं नको नाही नका छैन होइन না নয় নেই বন্ধ বাতিল નથી ના નહીં નહિ બંધ ਨਹੀਂ ਨਾ ਬੰਦ',
    'வேண்டாம் இல்லை நிறுத்து நிறுத்தவும் రద్దు వద్దు లేదు కాదు ఆపండి വേണ്ട ഇല്ല അല്ല നിർത്തുക ಬೇಡ ಇಲ್ಲ ನಿಲ್ಲಿಸಿ එපා නැත නෑ නවත්වන්න',
    'لا لن لم ليس لست بدون إلغاء الغاء أوقف توقف إيقاف رفض أرفض عدم غير احذف حذف نه لغو نہیں بند نہ',
    'كلا مو مش ما بدون خلاص اتركوني اتركني دعوني دعني نخیر ندارم نکنید نفرستید',
    'سحب أسحب اسحب وقف كفى أزل ازل إزالة ازالة اعتراض أعترض اعترض قطع ألغي الغي ألغ ختم انصراف قطع متوقف',
    'איני אינני אינו אינה מסיר מסירה די עזבו תעזבו מתנגד מתנגדת תפסיק תפסיקו הפסקה נמאס מחק מחקו למחוק הורידו תורידו חוזר',
    'לא אין בלי להסיר הסר הסירו הסרה ביטול לבטל בטל הפסק הפסיקו סרב מסרב',
  ]
    .join(' ')
    .split(' '),
);

/** Phrases and word forms that say the same, in the form that `plain` and `withoutAccents` give. */
const AGAINST_PHRASES =
  /\bopt(?:ed|ing|s)?(?:[ -]| (?:\w+ ){1,3})?out\b|\b(?:take|taken|get|keep|leave|strike|cross|scratch|wipe|knock) (?:\w+ ){1,4}(?:off|out)\b|\b(?:turn|switch|shut)\w* (?:\w+ ){0,3}off\b|\bno[ -]longer\b|\btake me off\b|\b(?:i|i'll) pass\b|^pass$|\bcount me out\b|\bi(?: a|')m out\b|\bn0\b|^0 |\bend (?:my|the|this|these|all)\b|\b(?:stay|keep|hold|back) (?:off|away|back|out)\b|\bhard pass\b|\bi'm good\b|\bi want out\b|\bdo away\b|\bget lost\b|\b(?:nehm|nimm|trag|streich)\w* (?:\S+ ){1,4}(?:vo[nm]|aus|weg|raus)\b|\bhors de\b|\bhou (?:\w+ )?op\b|\b(?:lat|la|lad) (?:mig|meg) (?:vara|vaere|være|veere|i)\b|\bnech\w* m\w+ by?t\b|\b(?:gonderme|yollama|yazma)\b|\bleft alone\b|\bleave \w+ (?:alone|be)\b|\binbox (?:clean|empty|free)\b|\b(?:clean|empty) inbox\b|\b(?:rather|prefer) you\b|\b(?:put|bring) an end\b|\bmett\w+ fin\b|\b(?:melde|sage|bestelle|trage|nehme|ziehe|steige)\w* (?:\S+ ){0,6}(?:ab|aus|raus|zuruck)\b|\bta (?:\w+ ){0,2}(?:bort|vekk|vaek|væk)\b|\b(?:tarik|menarik) (?:balik|kembali|persetujuan|diri|semula)\b|\bcregj\w*|\bmi o f[eẹ]\b|\bke sa\b|\bma rridx\b|\bet net\b|\bson ver\w*|\bgeri (?:cek|al)\w*|\b\w+mir(?:em|əm|ik)\b|\b\w+may(?:man|di|miz)\b|^plus d[e']|\blaat maar\b|\bwijs \w+ af\b|\bwijs af\b|\b(?:schrijf|meld|haal|zet|gooi) (?:\w+ ){1,3}(?:uit|af|weg|eraf)\b|\bmeld\w* (?:meg|mig|oss) (?:av|ut|fra|ur)\b|\bn['’]t\b|\b\w+n['’]t\b|\ben (?:halua|tahdo|hyvaksy|suostu)\b|\btak (?:mahu|nak|setuju|mau|ingin)\b|\bne(?:chc|souhl|suhl|posi|zasi|prej|pra|dosta|volat|kontakt)\w*|\w(?:miyor|muyor)\w*|\b\w+(?:mayin|meyin|masin|mesin|mayiniz|meyiniz)\b/;

/** How words of stopping begin, in alphabets; what they end in depends on who stops what. */
const AGAINST_STEMS =
  /(?<!\p{L})(?:stop|un[- ]?(?:subscri|scri|regist|enrol|follow|sign)|refrain|withh[eo]ld|withdr|prohib|prevent|terminat|discontinu|declin|reject|remov|delet|cancel|annul|anul|desabon|desinscr|desuscri|descadastr|disiscri|dezabon|abbestell|abmeld|austrag|abgemeld|abbestellt|widerruf|widerspr|widersproch|abgelehn|untersag|verweiger|uitschrij|uitgeschr|afmeld|afgemeld|opzeg|avregist|avanmal|avprenum|avmeld|avbestal|avbestill|odhlas|zrus|wypis|zrezygn|rezygn|odjav|leirat|lemond|leiratkoz|refus|rechaz|rifiut|recus|weiger|supprim|elimin|bloqu|blokk|blocc|desactiv|disattiv|deaktiv|deactiv|suspend|engelle|kaldir|durdur|iptal|отпис|отпиш|отказ|отмен|отмін|прекра|отключ|запре|исключ|удал|отозв|отзыв|переста|отклон|откаж|спира|скасу|відпис|відпиш|відмов|припин|видал|заборон|вимкн|διαγρα|απεγγρα|ακυρ|σταματ|αρνουμ)/u;

/** Scripts without spaces: anywhere in the text. */
const AGAINST_ANYWHERE =
  /[不否勿拒唔冇沒没無无未莫停止甭毋]|(?<![特個个分性區区差級级類类識识辨送告惜鑑判])[別别](?![人的致出處墅名樹])|免(?![費费運运稅税試试疫洗押])|取消|退[訂订出會会]|解[除約约]|[刪删]|移除|[收召]回|[打攪干][擾扰]|攪擾|移走|挪走|受[夠够]|[謝谢][絕绝]|[敬婉][謝谢]|[辭辞]|屏蔽|[註注][銷销]|除[外去了]|移出|抵制|[討讨][厭厌]|[夠够]了|[煩烦]|[減减]少|算了|再[說说]|少[寄傳发發]|只|[僅仅]|離開|离开|終[止了]|终[止了]|中[止斷断]|撤[回銷销]|排除|關閉|关闭|暫停|暂停|反對|反对|封[鎖锁]|婉拒|放棄|放弃|除[名外]|ない|なく|ません|ぬよう|いいえ|やめ|辞退|断[りわるっ]|削除|抹消|休止|打ち切|遠慮|控え|嫌|無用|外[さしすせ]|拉黑|[饒饶]了|高抬[貴贵]手|下次|想退|[請请]退|間に合|スルー|迷惑|撤回|もう(?:十分|いい|結構)|勘弁|うんざり|ブロック|退会|終了|ストップ|のみ|だけ|キャンセル|オプトアウト|いら[なん]|結構です|なし|見送|ノー(?!ト|マル|ベル)|^のー|안 |않|아니|거부|거절|미동의|비동의|해지|취소|중단|중지|그만|탈퇴|삭제|없|못|마세요|말아|말 것|차단|철회|싫|사절|반대|제외|정지|해제|덜 |사양|됐[어습]|아뇨|[가-힣]만$|안돼|됐거|안(?:해|할|받|보내|원|하)|귀찮|말고|끊|빼 ?[주줘]|종료|^노(?: |$)|ไม่|ยกเลิก|เลิก|หยุด|ปฏิเสธ|อย่า|งด|ลบ|ห้าม|ถอน|แค่|เฉพาะ|นอกจาก|ບໍ່|ຢ່າ|ຍົກເລີກ|មិន|កុំ|ឈប់|បោះបង់|မလို|မပို့|ဘူး|မဟုတ်|نمی|نخواه|نفرست|አል|አይ|வேண்டாம|వద్దు|నిలిపి|නැහැ|එපා|नहीं|बस कर|रहने द|พอแล้ว|พอที|हटा|रोक|इनकार|اسحب|أسحب|[أا]وقف|توقف|אל ת|гүй|(?:мей|май|мейм|майм)(?:ді|ды|ін|ын)|[🚫❌✖👎🙅⛔✘✗]/u;

/** Words that hold such a sign and deny nothing: from time to time, in future, free of charge, unlimited. */
const NOT_AGAINST =
  /(\p{Script=Han})不\1|[是能可與与]否|か否か|不定期|不時|不时|未來|未来|無限|无限|無料|無償|無線|无线|無敵|不断|不斷|不只|不僅|不仅|不但|止まらない|少なく/gu;

/** A question that ends in its answers: `Newsletter? (yes/no)`, `(是/否)`, `yes or no?`. Not `yes/no mails`. */
const BOTH_ANSWERS =
  /(\p{L}+)(\s*[/|]\s*|\s+(?:or|oder|ou|o|of|eller|lub|или|atau)\s+|或|または|또는)(\p{L}+)(?=\s*(?:[)\]】?:.]|$))/gu;

/** Of a question that lists a yes and a no, what it asks. */
const withoutAnswers = (all: string, first: string, _between: string, second: string): string =>
  (isPlainYes(first) && isPlainNo(second)) || (isPlainNo(first) && isPlainYes(second)) ? ' ' : all;

/** Whether words hold a negation or a word of stopping, in any language that is known here. */
export function speaksAgainst(text: string): boolean {
  const words = spaced(text).replaceAll(BOTH_ANSWERS, withoutAnswers);
  // A field may be called `n`: that is no French word.
  if (/^\p{Script=Latin}$/u.test(words)) return false;
  if (AGAINST_ANYWHERE.test(words.replaceAll(NOT_AGAINST, ''))) return true;
  const bare = withoutAccents(words);
  if (AGAINST_PHRASES.test(bare) || AGAINST_STEMS.test(bare)) return true;
  // Vietnamese tells words apart by its marks alone: `bản tin` is no `ban`.
  const tokens = `${words} ${VIETNAMESE.test(words) ? '' : bare}`.split(/[^\p{L}\p{M}\p{N}]+/u);
  return tokens.some((token) => AGAINST_WORDS.has(token));
}

/** Letters with marks that Vietnamese alone has. */
const VIETNAMESE = /[ơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]/u;

/** Names of fields are words, too: `noNewsletter`, `opt_out`. */
const spaced = (text: string): string =>
  normalForm(text.replaceAll(/(\p{Ll})(\p{Lu})/gu, '$1 $2').replaceAll('_', ' '));

const withoutAccents = (text: string): string =>
  normalized(text, 'NFD')
    .replaceAll(/(?<=[\p{Script=Latin}\p{Script=Greek}])\p{M}+/gu, '')
    .replaceAll('ı', 'i')
    .replaceAll('ł', 'l')
    .replaceAll('ø', 'o')
    .replaceAll('đ', 'd');
