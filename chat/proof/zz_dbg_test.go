package proof
import ("testing";"fmt";"os")
func TestDbg(t *testing.T){
 g := genders{}
 var ss []statement
 for _, x := range []string{os.Getenv("T1"), os.Getenv("T2")} { s := read(x); ss = append(ss, s); for _, c := range s.clauses { for _, p := range c.phrases { g.learn(p) } } }
 for _, s := range ss {
  fs := s.frames(g)
  for i, c := range s.clauses { fmt.Printf("  [%s] is=%b cond=%v rel=%v sent=%d num=%s", c.String(), c.is, c.conditional, c.relative, c.sentence, c.number());
   fmt.Printf(" FRAME verbs=%s agents=%s subj=%s patient=%s\n", text(fs[i].verbs), text(fs[i].agents), text(fs[i].subject), text(fs[i].patient))
   for _,p:=range c.phrases {fmt.Printf("     phrase %v place=%s art=%s gen=%v cnt=%v g=%s\n", text(p.words), p.place, p.article, p.genitive, p.counted, g[p.words[0].lower])} }
 }
}
