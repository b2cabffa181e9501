"""Feeds of events: what happened, and when; without `record_id` a row is known by its content."""

from graph.model.columns import NAME, PLACE_KINDS, Column, Feed, mode_column, person_columns

STAYS = Feed(
    "stays",
    (
        *person_columns(""),
        NAME,
        Column("place_id", aliases=("场所编号", "地点编号", "场所ID")),
        Column("place_kind", "choice", ("场所类型", "地点类型"), choices=PLACE_KINDS),
        Column("place_name", aliases=("场所名称", "地点名称", "酒店名称", "网吧名称")),
        Column("t_start", "time", ("开始时间", "进入时间", "入住时间", "上网时间", "到达时间"), required=True),
        Column("t_end", "time", ("结束时间", "离开时间", "退房时间", "下网时间")),
        Column("zone", aliases=("区域", "分区")),
        Column("room", aliases=("房间", "房间号", "房号")),
        Column("floor", aliases=("楼层",)),
        Column("seat", aliases=("座位", "座位号", "机位号")),
        Column("role", "choice", ("角色", "身份"), choices=("guest", "staff")),
    ),
    event_time="t_start",
    aliases=("停留", "轨迹", "住宿", "上网记录", "扫码记录"),
)

ENCOUNTERS = Feed(
    "encounters",
    (
        *person_columns("_a"),
        *person_columns("_b"),
        Column("t_start", "time", ("开始时间",), required=True),
        Column("t_end", "time", ("结束时间",), required=True),
        Column("distance_m", "number", ("距离", "距离米")),
        Column("setting", aliases=("场合", "情形")),
        Column("protected", "boolean", ("防护", "是否防护", "有效防护")),
    ),
    persons=("a_", "b_"),
    event_time="t_start",
    aliases=("接触", "接触记录"),
)

RIDES = Feed(
    "rides",
    (
        *person_columns(""),
        NAME,
        mode_column(),
        Column("number", aliases=("车次", "航班号", "班次", "航班", "车次/航班号", "航班号/车次"), required=True),
        Column("date", "date", ("始发日期", "日期", "乘车日期", "乘机日期", "航班日期", "发车日期"), required=True),
        Column(
            "from",
            aliases=("上车站", "出发站", "发站", "乘车站", "始发地", "出发地", "出发机场", "起飞机场"),
            fact="from_stop",
        ),
        Column("to", aliases=("下车站", "到达站", "到站", "目的地", "到达地", "到达机场", "降落机场"), fact="to_stop"),
        Column("t_depart", "time", ("上车时间", "出发时间", "起飞时间", "开车时间"), local=True),
        Column("t_arrive", "time", ("下车时间", "到达时间", "降落时间"), local=True),
        Column("carriage", aliases=("车厢", "车厢号", "车厢编号")),
        Column("compartment", aliases=("包厢", "包厢号", "包房", "包房号", "隔间")),
        Column(
            "seat",
            aliases=("座位", "座位号", "座号", "席位", "席位号", "铺位", "铺位号", "机位", "机位号"),
            doc="12A, 12, or a berth 05-12-upper; 05车12A号 and 012号下铺 are read too",
        ),
        Column("cabin", aliases=("舱位", "舱室", "舱等", "舱位等级", "席别")),
        Column("booking", aliases=("订单号", "订单编号", "订座编号", "订座记录编号"), keep="code"),
        Column("role", "choice", ("角色", "身份"), choices=("passenger", "crew")),
    ),
    event_time="date",
    aliases=("乘坐", "乘车", "乘机", "购票", "乘车记录", "乘机记录", "铁路旅客", "民航旅客"),
)

POSITIONS = Feed(
    "positions",
    (
        *person_columns(""),
        Column("t", "time", ("时间", "定位时间", "采集时间", "信令时间", "开始时间"), required=True),
        Column("t_end", "time", ("结束时间", "离开时间")),
        Column("lat", "number", ("纬度",)),
        Column("lon", "number", ("经度",)),
        Column("datum", "choice", ("坐标系",), choices=("wgs84", "gcj02", "bd09")),
        Column(
            "cell_id", aliases=("基站", "基站编号", "基站号", "基站标识", "网格编号", "小区编号", "小区号", "小区标识")
        ),
        Column("accuracy_m", "number", ("精度", "精度米", "精度(米)", "定位精度")),
    ),
    event_time="t",
    aliases=("位置", "定位", "信令", "手机信令", "轨迹点"),
)

MEASURES = Feed(
    "measures",
    (
        *person_columns(""),
        Column(
            "kind",
            "choice",
            ("措施", "管控措施", "措施类型", "管控方式", "隔离方式", "类型"),
            required=True,
            choices=("isolation", "central_quarantine", "home_quarantine", "home_monitoring", "hospital", "released"),
        ),
        Column(
            "t_start",
            "time",
            ("开始时间", "开始日期", "管控时间", "管控开始时间", "隔离时间", "隔离日期", "隔离开始时间"),
            required=True,
        ),
        Column(
            "t_end",
            "time",
            ("结束时间", "结束日期", "解除时间", "解除日期", "管控结束时间", "隔离结束时间", "解除隔离时间"),
        ),
        Column("place", aliases=("地点", "隔离点", "隔离地点", "隔离点名称", "管控地点")),
        Column("by", aliases=("经办人", "责任人"), keep="vault"),
    ),
    event_time="t_start",
    aliases=("管控", "措施", "隔离", "管控措施"),
)

PASSAGES = Feed(
    "passages",
    (
        *person_columns(""),
        Column(
            "checkpoint_id",
            aliases=("卡口编号", "卡口", "卡口名称", "检查站编号", "检查站", "检查点", "卡点"),
            required=True,
        ),
        Column("t", "time", ("时间", "通过时间", "通行时间", "过车时间", "经过时间", "抓拍时间"), required=True),
        Column("direction", "choice", ("方向", "进出方向", "通行方向"), choices=("in", "out")),
        Column(
            "source",
            "choice",
            ("来源", "采集方式", "数据来源"),
            choices=("checkpoint", "camera", "phone"),
            fact="seen_by",
        ),
    ),
    event_time="t",
    aliases=("卡口", "通行", "通行记录", "过车", "过车记录"),
)

TESTS = Feed(
    "tests",
    (
        *person_columns(""),
        Column("sample_id", aliases=("样本编号", "样本号", "样品编号", "标本编号", "标本号", "采样编号")),
        Column("t", "time", ("采样时间", "采样日期", "时间", "检测时间", "检测日期"), required=True),
        Column("result", "choice", ("结果", "检测结果", "核酸结果"), choices=("positive", "negative", "unclear")),
        Column("place", aliases=("采样点", "采样点名称", "采样地点", "地点")),
    ),
    key=("sample_id",),
    event_time="t",
    aliases=("检测", "核酸", "核酸检测", "检测结果", "核酸检测结果"),
)
