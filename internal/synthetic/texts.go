package synthetic

import (
	"fmt"
	"math/rand/v2"
	"strings"

	"pressgraph/internal/content"
)

// word is the same in English and Chinese.
type word = [2]string

// place is where a partner is.
type place struct{ country, city string }

// texts makes up what people read. Nothing in it is Markdown's or needs
// normalising, so that a text is its own plain text.
type texts struct {
	rng        *rand.Rand
	paragraphs [2][]string
}

const (
	paragraphs    = 64 // made once and put together anew for each body
	bodyLength    = 5  // paragraphs
	paragraphSize = 400
)

func newTexts(rng *rand.Rand) *texts {
	t := &texts{rng: rng}
	for range paragraphs {
		t.paragraphs[0] = append(t.paragraphs[0], t.english())
		t.paragraphs[1] = append(t.paragraphs[1], t.chinese())
	}
	return t
}

func (t *texts) english() string {
	words := strings.Fields("the university partners research agreement joint centre students funding programme regional " +
		"industry technology signed announced together health climate energy data science education of for with and in")
	var b strings.Builder
	for b.Len() < paragraphSize {
		sentence := make([]string, 8+t.rng.IntN(10))
		for i := range sentence {
			sentence[i] = pick(t.rng, words)
		}
		if b.Len() > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(strings.ToUpper(sentence[0][:1]) + strings.Join(sentence, " ")[1:] + ".")
	}
	return b.String()
}

func (t *texts) chinese() string {
	words := strings.Fields("大學 合作 研究 協議 聯合 中心 學生 資助 計劃 區域 產業 科技 簽署 宣布 共同 健康 氣候 能源 數據 科學 教育 發展 與 為 在")
	var b strings.Builder
	for b.Len() < paragraphSize {
		for range 6 + t.rng.IntN(8) {
			b.WriteString(pick(t.rng, words))
		}
		b.WriteString("。")
	}
	return b.String()
}

// body puts paragraphs together: some 2 kB.
func (t *texts) body(rng *rand.Rand, language int) string {
	all := make([]string, bodyLength)
	for i := range all {
		all[i] = pick(rng, t.paragraphs[language])
	}
	return strings.Join(all, "\n\n")
}

func (t *texts) place() place {
	return pick(t.rng, []place{
		{"HK", "Hong Kong"}, {"HK", "Hong Kong"}, {"HK", "Hong Kong"}, {"CN", "Shenzhen"}, {"CN", "Beijing"}, {"CN", "Shanghai"},
		{"US", "Boston"}, {"US", "San Francisco"}, {"GB", "London"}, {"GB", "Cambridge"}, {"SG", "Singapore"}, {"JP", "Tokyo"},
		{"DE", "Munich"}, {"FR", "Paris"}, {"AU", "Melbourne"}, {"IN", "Bengaluru"}, {"KR", "Seoul"}, {"CH", "Zurich"},
	})
}

func starts() []word {
	return []word{
		{"Nor", "諾"}, {"Hal", "哈"}, {"Vel", "維"}, {"Mar", "馬"}, {"Tor", "托"}, {"Lin", "林"}, {"Kes", "凱"}, {"Bel", "貝"},
		{"Dra", "德"}, {"Sol", "索"}, {"Pen", "彭"}, {"Wex", "衛"}, {"Ori", "奧"}, {"Cal", "卡"}, {"Fen", "芬"}, {"Gar", "嘉"},
		{"Ish", "伊"}, {"Jun", "俊"}, {"Lum", "盧"}, {"Zan", "贊"},
	}
}

func ends() []word {
	return []word{
		{"vane", "文"}, {"mor", "摩"}, {"dale", "達"}, {"ton", "頓"}, {"rix", "力"}, {"wick", "維"}, {"stad", "城"}, {"lund", "倫"},
		{"field", "菲"}, {"bridge", "橋"}, {"haven", "港"}, {"mere", "美"}, {"gate", "門"}, {"brook", "溪"}, {"well", "威"}, {"port", "埠"},
	}
}

func fields() []word {
	return []word{
		{"Robotics", "機器人"}, {"Quantum Computing", "量子計算"}, {"Public Health", "公共衛生"}, {"Ocean Science", "海洋科學"},
		{"Renewable Energy", "可再生能源"}, {"Microelectronics", "微電子"}, {"Artificial Intelligence", "人工智能"}, {"Biomedicine", "生物醫藥"},
		{"Urban Planning", "城市規劃"}, {"Finance", "金融"}, {"Materials", "材料"}, {"Water", "水務"}, {"Space", "航天"}, {"Law", "法律"},
		{"Design", "設計"}, {"Transport", "運輸"}, {"Agriculture", "農業"}, {"Climate", "氣候"}, {"Data Science", "數據科學"}, {"Education", "教育"},
	}
}

// stem makes up a name from a number, in both languages.
func stem(n int) word {
	start, end := starts()[n%len(starts())], ends()[n/len(starts())%len(ends())]
	return word{start[0] + end[0], start[1] + end[1]}
}

func (t *texts) topic(i int) word {
	field := fields()[i%len(fields())]
	if round := i / len(fields()); round > 0 {
		return word{fmt.Sprintf("%s and %s", field[0], stem(round)[0]), field[1] + "與" + stem(round)[1]}
	}
	return field
}

func (t *texts) partner(i int, kind content.PartnerKind, at place) word {
	field := fields()[i/320%len(fields())]
	is := map[content.PartnerKind]word{
		content.PartnerKindCompany: {"Ltd", "有限公司"}, content.PartnerKindUniversity: {"University", "大學"},
		content.PartnerKindResearchInstitute: {"Institute", "研究院"}, content.PartnerKindGovernment: {"Bureau", "局"},
		content.PartnerKindFoundation: {"Foundation", "基金會"}, content.PartnerKindHospital: {"Hospital", "醫院"},
		content.PartnerKindAssociation: {"Association", "協會"},
	}[kind]
	name := stem(i)
	english := fmt.Sprintf("%s %s %s", name[0], field[0], is[0])
	chinese := name[1] + field[1] + is[1]
	if round := i / 6400; round > 0 {
		english = fmt.Sprintf("%s %s", at.city, english)
		chinese += fmt.Sprintf("第%d院", round+1)
	}
	return word{english, chinese}
}

func (t *texts) initiative(i int, kind content.InitiativeKind) word {
	name, field := stem(i*7+3), fields()[i/320%len(fields())]
	is := map[content.InitiativeKind]word{
		content.InitiativeKindJointLaboratory: {"Joint Laboratory", "聯合實驗室"}, content.InitiativeKindResearchCentre: {"Research Centre", "研究中心"},
		content.InitiativeKindGrant: {"Grant", "資助"}, content.InitiativeKindDonation: {"Donation", "捐贈"},
		content.InitiativeKindSchool: {"School", "學院"}, content.InitiativeKindCampus: {"Campus", "校區"},
		content.InitiativeKindProgramme: {"Programme", "計劃"}, content.InitiativeKindEvent: {"Summit", "峰會"},
	}[kind]
	if is[0] == "" {
		is = word{"Agreement", "協議"}
	}
	english := fmt.Sprintf("%s %s %s", name[0], field[0], is[0])
	chinese := name[1] + field[1] + is[1]
	if round := i / 6400; round > 0 {
		english += fmt.Sprintf(" %d", round+1)
		chinese += fmt.Sprintf("（%d）", round+1)
	}
	return word{english, chinese}
}

// title names two partners, and an initiative if there is one.
func (t *texts) title(language int, first, second, what string) string {
	field := pick(t.rng, fields())[language]
	if language == 1 {
		if what == "" {
			return first + "與" + second + "就" + field + "展開合作"
		}
		return first + "與" + second + pick(t.rng, []string{"簽署", "啟動", "宣布"}) + what
	}
	if what == "" {
		return fmt.Sprintf("%s and %s %s on %s", first, second, pick(t.rng, []string{"work together", "meet", "publish"}), field)
	}
	return fmt.Sprintf("%s and %s %s the %s", first, second, pick(t.rng, []string{"sign", "launch", "announce", "open"}), what)
}

func (t *texts) summary(rng *rand.Rand, language int) string {
	if language == 1 {
		sentence, _, _ := strings.Cut(pick(rng, t.paragraphs[1]), "。")
		return sentence + "。"
	}
	sentence, _, _ := strings.Cut(pick(rng, t.paragraphs[0]), ".")
	return sentence + "."
}
