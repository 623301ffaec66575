"""Words that mean the same in official reports; written for this program, free to use under its licence.

Each line: what people type, then what reports write. Folded forms.
"""

_LINES = """
gdp 生产总值
cpi 居民消费价格
pm2.5 细颗粒物
公车 公务用车
楼市 房地产
楼房 住房
房子 住房
老百姓 群众 居民
百姓 群众 居民
城里人 城镇居民
城里 城镇 城市
乡下 农村
乡下人 农业人口 农民
村里 村级 农村
农民 农村居民
穷人 贫困人口
贫困户 贫困人口
娃 儿童 学生
孩子 儿童 学生
老人 老年人
老人家 老年人
医保 医疗保险
社保 社会保险
养老金 基本养老金
低保 最低生活保障
失业 失业率
工资 薪酬
打工 务工
找工作 就业
上学 入学 就学
小学生 学生
大学 高校 本科高校
诊所 卫生室
看病 就医 诊疗
网速 带宽
高铁 高速铁路
外贸 进出口
出口 外贸出口
涨 提高 增长
减 减少 压减
搬 搬迁
搬家 搬迁
修 修建 改造
翻新 改造 修缮
盖 新建 建设
空气 空气质量
拆 拆除
钱 资金
花 投入 支出
花费 投入 支出
带头 牵头
荣誉 先进 称号
获得 荣获 评为
负责人 责任人
"""

SYNONYMS: dict[str, tuple[str, ...]] = {
    line.split()[0]: tuple(line.split()[1:]) for line in _LINES.strip().splitlines()
}
