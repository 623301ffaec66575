"""temporary"""
import sys,json
from qa.bot import open_bot
from qa.render import reply_json
from knowledge.errors import KnowledgeError
def run(argv):
    kb=None
    if argv[0]=='--kb': kb=argv[1]; argv=argv[2:]
    if argv[0]=='add':
        b=open_bot(kb,create=True)
        for a in b.add(argv[1:]):
            if a.status!='added': print(a)
        return 0
    b=open_bot(kb)
    if argv[1]=='--batch':
        for l in open(argv[2]):
            q=json.loads(l)
            print(reply_json(b.ask(q['question'],q.get('history',()),q.get('within'))))
    else: print(reply_json(b.ask(argv[1])))
    return 0
