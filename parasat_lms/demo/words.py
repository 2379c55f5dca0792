"""The words of the demonstration network: its attributes, and what its schools say of themselves."""

from parasat_lms.domain.localized import LocalizedText

NETWORK = LocalizedText("Парасат мектебі", "Школы «Парасат»", "Parasat schools")
FRAMEWORK = LocalizedText("Түлектің атрибуттары", "Атрибуты выпускника", "Graduate attributes")

ATTRIBUTES = (
    (
        "GA1",
        LocalizedText("Интеллектуалды жетілу", "Интеллектуальная зрелость", "Intellectual maturity"),
        LocalizedText(
            "Сыни ойлау, талдау және күрделі мәселелерді шешу",
            "Критическое мышление, анализ и решение сложных задач",
            "Critical thinking, analysis, solving complex problems",
        ),
    ),
    (
        "GA2",
        LocalizedText("Эмоционалды тұрақтылық", "Эмоциональная устойчивость", "Emotional stability"),
        LocalizedText(
            "Стрессті басқару, тепе-теңдік және эмоциялар туралы хабардар болу",
            "Управление стрессом, равновесие и осознание эмоций",
            "Managing stress, balance, awareness of emotions",
        ),
    ),
    (
        "GA3",
        LocalizedText("Әлеуметтік жауапкершілік", "Социальная ответственность", "Social responsibility"),
        LocalizedText(
            "Қоғамға қосқан үлесі және оның маңыздылығын түсіну",
            "Вклад в общество и понимание его важности",
            "Contributing to society and understanding why it matters",
        ),
    ),
    (
        "GA4",
        LocalizedText(
            "Көшбасшылық пен тәуелсіздік", "Лидерство и самостоятельность", "Leadership and independence"
        ),
        LocalizedText(
            "Өзін-өзі реттеу, бастамашылық, шешім қабылдау",
            "Саморегуляция, инициатива, принятие решений",
            "Self-regulation, initiative, decision making",
        ),
    ),
    (
        "GA5",
        LocalizedText("Коммуникативті мәдениет", "Коммуникативная культура", "Communicative culture"),
        LocalizedText(
            "Диалог жүргізу, ынтымақтасу қабілеті",
            "Умение вести диалог и сотрудничать",
            "Holding a dialogue, ability to cooperate",
        ),
    ),
    (
        "GA6",
        LocalizedText("Икемділік пен бейімделу", "Гибкость и адаптивность", "Flexibility and adaptability"),
        LocalizedText(
            "Өзгермелі жағдайларда шешімдерді іздеу",
            "Поиск решений в меняющихся условиях",
            "Finding solutions in changing conditions",
        ),
    ),
)

VISION = LocalizedText(
    "Болашақтың саналы, эмоционалды тұрақты және интеллектуалды дамыған көшбасшыларын қалыптастыру үшін жайлы орта, "
    "терең білім және жеке даму біріктірілетін әл-ауқат мектебі.",
    "Школа благополучия, где уютная среда, глубокие знания и личностное развитие соединяются, чтобы вырастить "
    "осознанных, эмоционально устойчивых и интеллектуально развитых лидеров будущего.",
    "A school of wellbeing in which a comfortable environment, deep knowledge and "
    "personal growth come together to raise "
    "aware, emotionally stable and intellectually developed leaders of the future.",
)
MISSION = LocalizedText(
    "Білім алушы өзін сенімді сезінетін, қызығушылықпен оқитын және қолдау атмосферасында "
    "өсетін білім беру кеңістігін "
    "құру.",
    "Создать образовательное пространство, в котором обучающийся чувствует себя уверенно, "
    "учится с интересом и растёт "
    "в атмосфере поддержки.",
    "To create a space for learning in which a student feels confident, learns with "
    "interest and grows in an atmosphere "
    "of support.",
)
GOAL = LocalizedText(
    "Академиялық білім, эмоционалды интеллект және әлеуметтік бейімделу өзін-өзі жүзеге "
    "асыруға және қоғамға үлес қосуға "
    "дайын саналы, интеллектуалды дамыған және эмоционалды тұрақты тұлғаларды қалыптастыру үшін үйлесімді түрде "
    "біріктірілген әл-ауқат мектебінің әмбебап және масштабталатын моделін жасау.",
    "Создать универсальную и масштабируемую модель школы благополучия, в которой академические знания, эмоциональный "
    "интеллект и социальная адаптация гармонично соединены, чтобы вырастить осознанных, интеллектуально развитых и "
    "эмоционально устойчивых людей, готовых к самореализации и вкладу в общество.",
    "To build a universal and scalable model of a school of wellbeing in which academic "
    "knowledge, emotional intelligence "
    "and social adaptation are joined in harmony, so as to raise aware, intellectually "
    "developed and emotionally stable "
    "people who are ready to fulfil themselves and to contribute to society.",
)
TASKS = (
    LocalizedText(
        "Әрбір білім алушы мен педагог өзін маңызды сезінетін психологиялық қауіпсіз және жайлы кеңістік құру.",
        "Создать психологически безопасное и уютное пространство, где каждый обучающийся и "
        "педагог чувствует себя важным.",
        "To create a psychologically safe and comfortable space in which every student and teacher feels important.",
    ),
    LocalizedText(
        "Нақты міндеттер, жобалау қызметі және зерттеу тәсілі арқылы оқытуды дамыту.",
        "Развивать обучение через реальные задачи, проектную деятельность и исследовательский подход.",
        "To develop learning through real tasks, projects and an approach of research.",
    ),
    LocalizedText(
        "Балаларды өздерін және басқаларды түсінуге, салауатты әлеуметтік қарым-қатынас орнатуға үйрету.",
        "Учить детей понимать себя и других, строить здоровые социальные отношения.",
        "To teach children to understand themselves and others and to build healthy relationships.",
    ),
    LocalizedText(
        "Педагогтердің кәсіби өсуіне, мотивациясына және эмоционалды тұрақтылығына жағдай жасау.",
        "Создавать условия для профессионального роста, мотивации и эмоциональной устойчивости педагогов.",
        "To give teachers the conditions for professional growth, motivation and emotional stability.",
    ),
    LocalizedText(
        "Ата-аналарды білім беру процесіне тарту, бірлескен тәрбие мен оқыту мәдениетін қалыптастыру.",
        "Вовлекать родителей в образовательный процесс, формировать культуру совместного воспитания и обучения.",
        "To involve parents in education and to build a culture of raising and teaching children together.",
    ),
    LocalizedText(
        "Елдің білім беру жүйесі ауқымында әл-ауқат мектебі тұжырымдамасын тарату үшін әдістемелік ұсыныстарды, "
        "бағдарламалар мен стратегияларды әзірлеу.",
        "Разрабатывать методические рекомендации, программы и стратегии, чтобы распространять "
        "идею школы благополучия в "
        "системе образования страны.",
        "To work out recommendations, programmes and strategies that spread the idea of a school of wellbeing in the "
        "country's education.",
    ),
)

SCHOOL_NAMES = {
    "alatau": LocalizedText("«Алатау» Парасат мектебі", "Школа «Парасат Алатау»", "Parasat School Alatau"),
    "saryarka": LocalizedText(
        "«Сарыарқа» Парасат мектебі", "Школа «Парасат Сарыарка»", "Parasat School Saryarka", origin="ru"
    ),
}
PLACES = {
    "alatau": LocalizedText("Алматы", "Алматы", "Almaty"),
    "saryarka": LocalizedText("Қарағанды", "Караганда", "Karaganda", origin="ru"),
}
MOTTOS = {
    "alatau": LocalizedText(
        "Тау баласы биікке қарап өседі.",
        "Дитя гор растёт, глядя ввысь.",
        "A child of the mountains grows looking up.",
    ),
    "saryarka": LocalizedText(
        "Дала кең – ой еркін.",
        "Степь широка – мысль свободна.",
        "Wide is the steppe, free is the thought.",
        origin="ru",
    ),
}
THEMES = {
    "alatau": {
        "primary": "#14606b",
        "accent": "#a85a1b",
        "radius": "soft",
        "heading": "serif",
        "pattern": "peaks",
    },
    "saryarka": {
        "primary": "#6b3d1f",
        "accent": "#2f5d8a",
        "radius": "sharp",
        "heading": "sans",
        "pattern": "steppe",
    },
}
LANGUAGES = {"alatau": "kk", "saryarka": "ru"}
